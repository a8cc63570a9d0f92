import type { ComponentChildren, VNode } from "preact";
import { CopyButton } from "../components/copy-button.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHead } from "../components/page-head.tsx";
import { StateBadge } from "../components/state-badge.tsx";
import { SettlementPanel } from "../jobs/settlement-panel.tsx";
import { SetupLink } from "./setup-link.tsx";
import { AllJobs } from "./unread-job.tsx";

/** Of which job. */
export interface JobHeadProps {
  readonly job: { readonly id: string; readonly state: string };
  readonly instanceUrl: string;
  readonly kicker: string;
  /** Why the last reading failed. */
  readonly failure: Error | undefined;
  /** The buttons. */
  readonly children: ComponentChildren;
}

/** The head of a job's page, of either API. */
export const JobHead = ({ job, instanceUrl, kicker, failure, children }: JobHeadProps): VNode => (
  <>
    <PageHead
      icon="list"
      kicker={kicker}
      title={
        <>
          <span class="id">{job.id}</span> <StateBadge state={job.state} />
        </>
      }
      actions={
        <>
          <AllJobs />
          <SetupLink instanceUrl={instanceUrl} jobId={job.id} />
          <CopyButton text={job.id} label="Copy the job's id" />
          {children}
        </>
      }
    />
    <SettlementPanel />
    {failure === undefined ? null : (
      <Notice tone="warn" title="The last reading failed; this is the one before">
        <p>{failure.message}</p>
      </Notice>
    )}
  </>
);
