import type { VNode } from "preact";
import { DismissButton } from "../components/dismiss-button.tsx";
import { Notice } from "../components/notice.tsx";
import { pageTrouble } from "../page-trouble.ts";

/** Says what has failed in this page unexpectedly, until it is put away. */
export function PageTroubleNotice(): VNode | null {
  const trouble = pageTrouble.value;
  if (trouble === undefined) return null;
  return (
    <Notice tone="bad" title="Something has failed in this page">
      <p>{trouble.message}</p>
      <p>What was being done may not have come to its end: look at the jobs before you do it again.</p>
      <div class="load-actions">
        <a class="button" href="#/jobs">
          Show the jobs
        </a>
        <DismissButton onClick={() => (pageTrouble.value = undefined)} />
      </div>
    </Notice>
  );
}
