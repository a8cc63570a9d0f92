import { findJobs, getUser, isSameId, type ListedJob } from "@sfbulk/node";
import { jsonLinesOption, orgOptions, outputOptions } from "../arguments/common-options.ts";
import type { Call, Command } from "../command.ts";
import type { Org } from "../connection/org.ts";
import { count } from "../output/count.ts";
import { paintState } from "../output/job-words.ts";
import { startProgress } from "../output/progress.ts";
import { type Column, table } from "../output/table.ts";
import { timeAgo } from "../output/time-ago.ts";

/** The values of the options of `list`. */
interface ListValues {
  readonly state?: string;
  readonly olderThan?: string;
  readonly mine?: true;
  readonly object?: string;
}

interface Line {
  readonly job: ListedJob;
  readonly org: Org;
  readonly by: string;
}

/** `sfbulk list`. */
export const list: Command<ListValues> = {
  name: "list",
  summary: "list the jobs of one org or several",
  description:
    "Lists the jobs of Bulk API 1.0 and 2.0 that the org still has, the newest first: Salesforce forgets a job seven days after its end.",
  options: [
    {
      flags: "--state <state>",
      description: "only jobs in this state",
      choices: ["Open", "Closed", "Aborted", "Failed", "UploadComplete", "InProgress", "JobComplete"],
    },
    { flags: "--older-than <age>", description: "only jobs created so long ago: 90s, 15m, 24h, 7d" },
    { flags: "--mine", description: "only jobs that the session's user created" },
    { flags: "--object <name>", description: "only jobs of this object" },
    ...orgOptions,
    jsonLinesOption,
    ...outputOptions,
  ],
  examples: [
    ["sfbulk list --state Open --older-than 24h", "lists the jobs that were left open"],
    ["sfbulk list --target-org prod --target-org uat", "lists the jobs of two orgs in one table"],
    ["sfbulk list --mine --jsonl | jq -r .id", "prints ids for another command"],
  ],
  onlyPrints: () => true,
  async run(call) {
    const { output } = call;
    const orgs = await call.connectAll();
    const lines: Line[] = [];
    // One after another: a table is printed when all are there, and lines of JSON come in order.
    for (const org of orgs) lines.push(...(await listOrg(org, call)));
    lines.sort((one, other) => Date.parse(other.job.createdDate) - Date.parse(one.job.createdDate));
    if (output.mode === "text" && lines.length > 0) {
      output.line(table(lines, columns(call, orgs.length > 1), output));
    }
    for (const { job } of lines) {
      if (job.problems === undefined) continue;
      output.note(`What the org's list says of job "${job.id}" cannot be: ${job.problems.join(", ")}`);
    }
    output.note(lines.length === 0 ? "There is no such job" : `\n${count(lines.length, "job")}`);
    return { status: 0, result: lines.map(({ job, org }) => ({ ...job, targetOrg: org.label })) };
  },
};

async function listOrg(org: Org, { values, output, interruption }: Call<ListValues>): Promise<Line[]> {
  const { signal } = interruption;
  const { state, olderThan, mine, object } = values;
  const filter = {
    signal,
    ...(state === undefined ? {} : { state }),
    ...(olderThan === undefined ? {} : { olderThan }),
    ...(mine === undefined ? {} : { createdBy: "me" }),
    ...(object === undefined ? {} : { object }),
  };
  const found = findJobs(org.connection, filter);
  const progress = await startProgress(output, `Listing the jobs of ${org.label}`);
  try {
    const me = output.mode === "text" ? (await getUser(org.connection, { signal })).userId : undefined;
    const lines: Line[] = [];
    for await (const job of found) {
      if (output.mode === "jsonl") output.document({ ...job, targetOrg: org.label });
      else lines.push({ job, org, by: nameOf(job.createdById, me) });
    }
    return lines;
  } finally {
    progress.stop();
  }
}

/** A job whose kind the list does not say may be of either. */
const apiOf = ({ jobType }: ListedJob): string => (jobType === undefined ? "" : jobType === "Classic" ? "1.0" : "2.0");

const nameOf = (id: string | null, me: string | undefined): string =>
  id === null ? "" : me !== undefined && isSameId(id, me) ? "me" : id;

function columns({ output }: Call<ListValues>, hasOrgs: boolean): Column<Line>[] {
  const { verbose, colors } = output;
  return [
    { title: "ID", cell: ({ job }) => job.id },
    ...(hasOrgs ? [{ title: "ORG", cell: ({ org }: Line) => org.label, tooWide: "cut" as const }] : []),
    { title: "API", cell: ({ job }) => apiOf(job) },
    { title: "STATE", cell: ({ job }) => job.state, paint: (text) => paintState(colors, text) },
    { title: "OPERATION", cell: ({ job }) => job.operation, tooWide: "cut" },
    { title: "OBJECT", cell: ({ job }) => job.object ?? "", tooWide: "cut" },
    { title: "CREATED", cell: ({ job }) => timeAgo(job.createdDate, verbose) },
    { title: "BY", cell: ({ by }) => by, tooWide: "cut" },
    ...(verbose
      ? [
          { title: "TYPE", cell: ({ job }: Line) => job.contentType, tooWide: "leave out" as const },
          { title: "VERSION", cell: ({ job }: Line) => job.apiVersion.toFixed(1), tooWide: "leave out" as const },
          { title: "KIND", cell: ({ job }: Line) => job.jobType ?? "", tooWide: "leave out" as const },
        ]
      : []),
  ];
}
