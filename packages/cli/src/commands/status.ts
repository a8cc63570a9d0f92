import {
  type AnyJobInfo,
  type BatchInfo,
  findJobApi,
  listBatches,
  waitForIngestJob,
  waitForQueryJob,
  watchJob,
} from "@sfbulk/node";
import { checkId } from "../arguments/check-id.ts";
import { jsonLinesOption, orgOptions, outputOptions, waitOptions } from "../arguments/common-options.ts";
import { readTime } from "../arguments/read-number.ts";
import type { Call, Command } from "../command.ts";
import { type Org, orgWords, setupLink } from "../connection/org.ts";
import { apiOf, findJob, type FoundJob } from "../parts/find-job.ts";
import { orgForJob } from "../parts/org-for-job.ts";
import { sayHowFar } from "../parts/wait-with-progress.ts";
import { formatNumber } from "../output/count.ts";
import { paintState } from "../output/job-words.ts";
import { startProgress } from "../output/progress.ts";
import { table } from "../output/table.ts";
import { visible } from "../output/visible.ts";
import { duration, timeAgo } from "../output/time-ago.ts";

/** The values of the options of `status`. */
interface StatusValues {
  readonly watch?: true;
  readonly pollInterval: string;
}

/** `sfbulk status`. */
export const status: Command<StatusValues> = {
  name: "status",
  summary: "show a job and its batches",
  description:
    "Shows a job of either API, and its batches where it has some. With --watch it goes on until the job is finished, and shows each change. Nothing is changed by looking.",
  argument: { name: "<id>", description: "id of the job, 15 or 18 characters" },
  options: [
    { flags: "--watch", description: "look until the job is finished" },
    ...waitOptions.filter(({ flags }) => flags.startsWith("--poll")),
    ...orgOptions,
    jsonLinesOption,
    ...outputOptions,
  ],
  examples: [
    ["sfbulk status 7509H0000016GUXQA2", "shows a job and its batches"],
    ["sfbulk status 7509H0000016GUXQA2 --watch", "shows how the job gets on"],
  ],
  onlyPrints: () => true,
  async run(call) {
    const { args, values, output, interruption } = call;
    const id = checkId(args[0] ?? "");
    const minInterval = readTime("--poll-interval", values.pollInterval, "seconds");
    const org = await call.connect();
    const { signal } = interruption;
    const look = async (): Promise<readonly [result: object, found: FoundJob, batches: readonly BatchInfo[]]> => {
      const found = await findJob(org.connection, id, signal);
      const batches =
        found.api === "1.0" ? await listBatches(orgForJob(org, found).connection, id, { signal }) : undefined;
      const result = { ...found.job, api: apiOf(found), ...(batches === undefined ? {} : { batches }) };
      return [result, found, batches ?? []];
    };
    let shown = "";
    const show = ([result, found, batches]: Awaited<ReturnType<typeof look>>): void => {
      const text = describe(found, batches, org, call);
      // What has ended already has no other state to come to; how long ago that was is no news.
      const state = JSON.stringify(result);
      if (state !== shown) output.item(result, shown === "" ? text : `\n${text}`);
      shown = state;
    };
    if (values.watch === true) {
      // Somebody may watch for hours: how it is now is shown at once.
      if (output.mode === "text") show(await look());
      await watch(id, minInterval, org, call);
    }
    const last = await look();
    if (values.watch !== true || output.mode !== "jsonl") show(last);
    const [result, found] = last;
    return { status: 0, result, summary: { jobId: found.job.id, state: found.job.state } };
  },
};

/** As long as a timer takes, 24 days: Salesforce keeps no job so long. */
const endless = 2_147_483_647;

async function watch(
  id: string,
  minInterval: number,
  { connection }: Org,
  { output, interruption: { signal } }: Call<StatusValues>,
): Promise<void> {
  const progress = await startProgress(output, `Watching job ${id}`);
  try {
    const api = await findJobApi(connection, id, { signal });
    if (api !== "1.0") {
      const onProgress = (job: AnyJobInfo): void => {
        progress.say(sayHowFar(job));
        output.status({ job });
      };
      const wait = api === "2.0-ingest" ? waitForIngestJob : waitForQueryJob;
      await wait(connection, id, { minInterval, waitTimeout: endless, onProgress, signal });
      return;
    }
    for await (const seen of watchJob(connection, id, { minInterval, signal })) {
      progress.job(seen);
      output.status(seen);
    }
  } finally {
    progress.stop();
  }
}

function describe(found: FoundJob, batches: readonly BatchInfo[], org: Org, { output }: Call<StatusValues>): string {
  const { job } = found;
  const { colors, verbose } = output;
  const facts: [string, string][] = [
    ["Job", job.id],
    ["State", paintState(colors, job.state)],
    ["Operation", visible(`${operationOf(job)} (${job.contentType}, ${job.concurrencyMode})`)],
    ["API", found.api === "1.0" ? "Bulk API 1.0" : "Bulk API 2.0"],
    ["Created", timeAgo(job.createdDate, verbose)],
    ["Changed", timeAgo(job.systemModstamp, verbose)],
    ["Rows", rowsOf(found)],
    ...("errorMessage" in job && job.errorMessage !== null
      ? ([["Failed", visible(job.errorMessage)]] satisfies [string, string][])
      : []),
    ...(verbose
      ? ([
          ["Created by", job.createdById ?? ""],
          ["API version", job.apiVersion.toFixed(1)],
          // Of a job of which nothing has been processed, and of some that have, it is 0.
          ...(job.totalProcessingTime === 0
            ? []
            : ([["Processing", duration(job.totalProcessingTime)]] satisfies [string, string][])),
        ] satisfies [string, string][])
      : []),
    ["In Setup", setupLink(org, job.id)],
  ];
  const lines = facts.map(([name, value]) => `${colors.dim(name.padEnd(12))}${value}`);
  const next = job.state === "Open" ? [`\n${sayOpen(found, orgWords(org))}`] : [];
  return [...lines, ...(batches.length === 0 ? [] : ["", batchTable(batches, output)]), ...next].join("\n");
}

const batchTable = (batches: readonly BatchInfo[], output: Call["output"]): string =>
  table(
    batches,
    [
      { title: "BATCH", cell: ({ id }) => id },
      { title: "STATE", cell: ({ state }) => state, paint: (text) => paintState(output.colors, text) },
      { title: "ROWS", cell: (batch) => formatNumber(batch.numberRecordsProcessed), align: "right" },
      { title: "FAILED", cell: (batch) => formatNumber(batch.numberRecordsFailed), align: "right" },
      { title: "CHANGED", cell: (batch) => timeAgo(batch.systemModstamp, output.verbose) },
      { title: "MESSAGE", cell: ({ stateMessage }) => stateMessage ?? "", tooWide: "cut" },
    ],
    output,
  );

const operationOf = ({ operation, object }: AnyJobInfo): string =>
  object === null ? operation : `${operation} ${object}`;

const rowsOf = ({ api, job }: FoundJob): string =>
  api === "2.0-query"
    ? `${formatNumber(job.numberRecordsProcessed)} found`
    : `${formatNumber(job.numberRecordsProcessed)} processed, ${formatNumber(job.numberRecordsFailed)} failed`;

/** Says how an open job is ended. Of Bulk API 2.0, closing is what begins the writing. */
const sayOpen = ({ api, job: { id } }: FoundJob, words: string): string =>
  api === "1.0"
    ? `It is open until it is closed: sfbulk close ${id}${words}`
    : `It is open: its rows are written when it is closed, sfbulk close ${id}${words}; or not at all, sfbulk abort ${id}${words}`;
