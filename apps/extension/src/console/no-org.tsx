import { Notice } from "demo/src/components/notice.tsx";
import type { VNode } from "preact";
import { SessionTrouble } from "../orgs/session-trouble.tsx";
import { connect, place, sessionFailure } from "./session.ts";

/** Says why this tab has no org, and what to do. */
export function NoOrg({ trouble }: { readonly trouble: string }): VNode {
  const failure = sessionFailure.value;
  if (failure !== undefined) return <SessionTrouble error={failure} place={place} onRetry={() => void connect()} />;
  return (
    <Notice tone="bad" title="There is no org to work with">
      <p>The address of this tab says nothing of an org that there is: {trouble}.</p>
      <p>
        <a href="#/connect">Choose one of this browser's</a>
      </p>
    </Notice>
  );
}
