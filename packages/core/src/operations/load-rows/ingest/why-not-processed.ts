import type { IngestJobInfo } from "../../../protocol/ingest-job-info.ts";
import type { RowError } from "../../../protocol/row-result.ts";

/** Says why a job did not come to some of its rows: Salesforce gave it up, or somebody has aborted it. */
export const whyNotProcessed = ({ state, errorMessage }: Pick<IngestJobInfo, "state" | "errorMessage">): RowError =>
  state === "Failed"
    ? { statusCode: "JOB_FAILED", message: errorMessage ?? "The job failed", fields: [] }
    : { statusCode: "NOT_PROCESSED", message: "The job was aborted before it came to the row", fields: [] };
