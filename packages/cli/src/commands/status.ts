import { type BatchInfo, getJob, type JobInfo, listBatches, watchJob } from "@sfbulk/node";
import { checkId } from "../arguments/check-id.ts";
import { jsonLinesOption, orgOptions, outputOptions, waitOptions } from "../arguments/common-options.ts";
import { readTime } from "../arguments/read-number.ts";
import type { Call, Command } from "../command.ts";
import { type Org, orgWords, setupLink } from "../connection/org.ts";
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
    "Shows a job and its batches. With --watch it goes on until the job is finished, and shows each change. Nothing is changed by looking.",
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
    if (values.watch === true) await watch(id, minInterval, org, call);
    const { signal } = interruption;
    const [job, batches] = await Promise.all([
      getJob(org.connection, id, { signal }),
      listBatches(org.connection, id, { signal }),
    ]);
    if (values.watch !== true || output.mode !== "jsonl")
      output.item({ ...job, batches }, describe(job, batches, org, call));
    return { status: 0, result: { ...job, batches } };
  },
};

async function watch(
  id: string,
  minInterval: number,
  { connection }: Org,
  { output, interruption: { signal } }: Call<StatusValues>,
): Promise<void> {
  const progress = await startProgress(output, `Watching job ${id}`);
  try {
    for await (const seen of watchJob(connection, id, { minInterval, signal })) {
      progress.job(seen);
      if (output.mode === "jsonl") output.document(seen);
    }
  } finally {
    progress.stop();
  }
}

function describe(job: JobInfo, batches: readonly BatchInfo[], org: Org, { output }: Call<StatusValues>): string {
  const { colors, verbose } = output;
  const facts: [string, string][] = [
    ["Job", job.id],
    ["State", paintState(colors, job.state)],
    ["Operation", visible(`${job.operation} ${job.object} (${job.contentType}, ${job.concurrencyMode})`)],
    ["Created", timeAgo(job.createdDate, verbose)],
    ["Changed", timeAgo(job.systemModstamp, verbose)],
    ["Rows", rowsOf(job.numberRecordsProcessed, job.numberRecordsFailed)],
    ...(verbose
      ? ([
          ["Created by", job.createdById ?? ""],
          ["API version", job.apiVersion.toFixed(1)],
          ["Processing", duration(job.totalProcessingTime)],
        ] satisfies [string, string][])
      : []),
    ["In Setup", setupLink(org, job.id)],
  ];
  const lines = facts.map(([name, value]) => `${colors.dim(name.padEnd(12))}${value}`);
  const next = job.state === "Open" ? [`\nIt is open until it is closed: sfbulk close ${job.id}${orgWords(org)}`] : [];
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

const rowsOf = (processed: number, failed: number): string =>
  `${formatNumber(processed)} processed, ${formatNumber(failed)} failed`;
