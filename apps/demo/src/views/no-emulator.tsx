import type { VNode } from "preact";
import { Notice } from "../components/notice.tsx";

/** Says that the emulated org could not be started, and where another one is. */
export function NoEmulator({ trouble }: { readonly trouble: string }): VNode {
  return (
    <Notice tone="bad" title="There is no org to work with">
      <p>The emulated org could not be started: {trouble}.</p>
      <p>
        <a href="#/connect">Connect to another org</a>
      </p>
    </Notice>
  );
}
