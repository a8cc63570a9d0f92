import { createJob, type JobSpec } from "@sfbulk/node";
import type { Outcome } from "../command.ts";
import { curlOf } from "../connection/curl-of.ts";
import type { Org } from "../connection/org.ts";
import { requestOf } from "../connection/request-of.ts";
import type { Rows } from "../load/open-rows.ts";
import type { LoadCall } from "./load-one.ts";

/** Shows what a load would send. */
export async function showPlan(rows: Rows, spec: JobSpec, org: Org, { output, values }: LoadCall): Promise<Outcome> {
  const { url, init } = await requestOf(org.connection, (caught, signal) => createJob(caught, spec, { signal }));
  const body = new TextDecoder().decode(init.body);
  output.line(values.explain === true ? curlOf(url, init) : `${init.method} ${url} ${body}`);
  output.line(`then ${rows.name} in batches of up to ${values.batchSize} rows, and the job is closed`);
  output.note("This was a dry run: nothing was sent");
  return { status: 0, result: { dryRun: true, file: rows.name, bytes: rows.bytes, spec, request: { url, body } } };
}
