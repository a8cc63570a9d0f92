import type { IngestJobInfo, QueryJobInfo } from "@sfbulk/browser";
import type { VNode } from "preact";
import { Fact } from "../components/fact.tsx";
import { formatAge, formatDate, formatDuration, formatNumber } from "../components/format.ts";
import type { Org } from "../org/org.ts";
import { OwnerName } from "../org/owner-name.tsx";

/** What is told of. */
interface Bulk2FactsProps {
  readonly job: IngestJobInfo | QueryJobInfo;
  readonly org: Org;
  readonly now: number;
}

/** What Salesforce says of a job of Bulk API 2.0. */
export function Bulk2Facts({ job, org, now }: Bulk2FactsProps): VNode {
  const failed = "numberRecordsFailed" in job ? job.numberRecordsFailed : undefined;
  return (
    <section class="card facts-card" aria-label="Facts">
      <dl class="facts">
        <Fact name="Created">
          {formatAge(now - Date.parse(job.createdDate))} ago <span class="quiet">{formatDate(job.createdDate)}</span>
        </Fact>
        <Fact name="Owner">
          <OwnerName org={org} userId={job.createdById} />
        </Fact>
        <Fact name={failed === undefined ? "Rows found" : "Rows processed"}>
          {formatNumber(job.numberRecordsProcessed)}
        </Fact>
        {failed === undefined ? null : (
          <Fact name="Failed">
            <span data-tone={failed > 0 ? "bad" : undefined}>{formatNumber(failed)}</span>
          </Fact>
        )}
        <Fact name="Processing">{formatDuration(job.totalProcessingTime)}</Fact>
        <Fact name="Format">
          {job.contentType}, {job.columnDelimiter.toLowerCase()}, {job.lineEnding}, v{job.apiVersion}
        </Fact>
      </dl>
    </section>
  );
}
