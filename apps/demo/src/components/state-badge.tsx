import type { VNode } from "preact";

const tones: Readonly<Record<string, string>> = {
  Open: "info",
  Closed: "good",
  Completed: "good",
  JobComplete: "good",
  UploadComplete: "info",
  Failed: "bad",
  Aborted: "quiet",
  InProgress: "info",
  Queued: "quiet",
  NotProcessed: "quiet",
};

/** The state of a job or a batch, in Salesforce's word. */
export function StateBadge({ state }: { readonly state: string }): VNode {
  return (
    <span class="badge" data-tone={tones[state] ?? "quiet"}>
      {state}
    </span>
  );
}
