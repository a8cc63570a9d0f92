import type { Target } from "../../connection/check-connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { settle } from "../../exchange/settle.ts";
import type { QueryJobInfo } from "../../protocol/query-job-info.ts";
import { createQueryJobRequest, type NewQueryJob } from "../../requests/query-requests.ts";
import { createOnce, type Creation } from "../creating/create-once.ts";
import { endStates } from "../ingest/wait-until-ended.ts";
import { queryAbortion } from "./abort-query-job.ts";
import { objectOfQuery } from "../../protocol/object-of-query.ts";

/** Creates a query job whose description is checked. */
export async function createCheckedQueryJob(
  target: Target,
  job: NewQueryJob,
  options: CallOptions,
): Promise<QueryJobInfo> {
  const creation: Creation<QueryJobInfo> = {
    request: createQueryJobRequest(job),
    made: { jobType: "V2Query", operation: job.operation, object: objectOfQuery(job.query) },
    // It may be complete by then.
    end: ({ id }, signal) => settle(target, queryAbortion(id, endStates), { signal }),
  };
  return await createOnce(target, creation, options);
}
