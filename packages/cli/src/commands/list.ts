import { findJobs, getUser, isSameId, type ListedJob, toLongId } from "@sfbulk/node";
import { jsonLinesOption, orgOptions, outputOptions } from "../arguments/common-options.ts";
import { readCount } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Call, Command } from "../command.ts";
import type { Org } from "../connection/org.ts";
import { count, formatNumber } from "../output/count.ts";
import { paintState } from "../output/job-words.ts";
import { startProgress } from "../output/progress.ts";
import { type Column, table } from "../output/table.ts";
import { timeAgo } from "../output/time-ago.ts";
import { findOwner, ownerNames } from "../parts/owner-names.ts";

/** The values of the options of `list`. */
interface ListValues {
  readonly state?: string;
  readonly olderThan?: string;
  readonly mine?: true;
  readonly createdBy?: string;
  readonly limit?: string;
  readonly object?: string;
}

interface Line {
  readonly job: ListedJob;
  readonly org: Org;
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
    { flags: "--created-by <user>", description: "only jobs of this user: a name, a user name or an id" },
    { flags: "--object <name>", description: "only jobs of this object" },
    { flags: "--limit <number>", description: "show so many at most, the newest" },
    ...orgOptions,
    jsonLinesOption,
    ...outputOptions,
  ],
  examples: [
    ["sfbulk list --state Open --older-than 24h", "lists the jobs that were left open"],
    ["sfbulk list --target-org prod --target-org uat", "lists the jobs of two orgs in one table"],
    ["sfbulk list --mine --jsonl | jq -r '.id // empty'", "prints ids for another command"],
  ],
  onlyPrints: () => true,
  async run(call) {
    const { output, values } = call;
    const limit = values.limit === undefined ? undefined : readCount("--limit", values.limit, 1_000_000);
    if (values.mine === true && values.createdBy !== undefined) {
      throw usageError("Cannot use --mine together with --created-by: both say whose jobs are meant");
    }
    const orgs = await call.connectAll();
    const all: Line[] = [];
    for (const org of orgs) all.push(...(await listOrg(org, call)));
    // The lists of the org have no order that one could rely on.
    all.sort((one, other) => Date.parse(other.job.createdDate) - Date.parse(one.job.createdDate));
    const lines = all.slice(0, limit);
    if (output.mode === "text" && lines.length > 0) {
      const names = await namesOf(lines, call);
      output.line(table(lines, columns(call, orgs.length > 1, names), output));
    }
    const shown = lines.map(({ job, org }) => ({ ...job, targetOrg: org.label }));
    for (const one of shown) output.status(one);
    for (const { job } of lines) {
      if (job.problems === undefined) continue;
      output.note(`What the org's list says of job "${job.id}" cannot be: ${job.problems.join(", ")}`);
    }
    output.note(lines.length === 0 ? "There is no such job" : `\n${howMany(lines.length, all.length)}`);
    return { status: 0, result: shown, summary: { jobs: lines.length, found: all.length } };
  },
};

const howMany = (shown: number, found: number): string =>
  shown === found ? count(found, "job") : `The newest ${formatNumber(shown)} of ${count(found, "job")}`;

async function listOrg(org: Org, { values, output, interruption }: Call<ListValues>): Promise<Line[]> {
  const { signal } = interruption;
  const { state, olderThan, mine, createdBy, object } = values;
  const owner = createdBy === undefined ? undefined : await findOwner(org, createdBy, signal);
  const filter = {
    signal,
    ...(state === undefined ? {} : { state }),
    ...(olderThan === undefined ? {} : { olderThan }),
    ...(mine === undefined ? {} : { createdBy: "me" }),
    ...(owner === undefined ? {} : { createdBy: owner }),
    ...(object === undefined ? {} : { object }),
  };
  const found = findJobs(org.connection, filter);
  const progress = await startProgress(output, `Listing the jobs of ${org.label}`);
  try {
    const lines: Line[] = [];
    for await (const job of found) lines.push({ job, org });
    return lines;
  } finally {
    progress.stop();
  }
}

/** A job whose kind the list does not say may be of either. */
const apiOf = ({ jobType }: ListedJob): string => (jobType === undefined ? "" : jobType === "Classic" ? "1.0" : "2.0");

/** Finds out who created each job: `me`, a name, or the id where the org does not tell it. */
async function namesOf(
  lines: readonly Line[],
  { interruption: { signal } }: Call<ListValues>,
): Promise<(line: Line) => string> {
  const known = new Map<Org, { readonly me: string; readonly names: ReadonlyMap<string, string> }>();
  for (const org of new Set(lines.map((line) => line.org))) {
    const { userId: me } = await getUser(org.connection, { signal });
    const ids = lines.flatMap(({ job: { createdById: id }, org: own }) =>
      own !== org || id === null || isSameId(id, me) ? [] : [id],
    );
    known.set(org, { me, names: ids.length === 0 ? new Map() : await ownerNames(org, ids, signal) });
  }
  return ({ job: { createdById: id }, org }) => {
    const { me = "", names } = known.get(org) ?? {};
    return id === null ? "" : isSameId(id, me) ? "me" : (names?.get(toLongId(id)) ?? id);
  };
}

function columns({ output }: Call<ListValues>, hasOrgs: boolean, nameOf: (line: Line) => string): Column<Line>[] {
  const { verbose, colors } = output;
  return [
    { title: "ID", cell: ({ job }) => job.id },
    ...(hasOrgs ? [{ title: "ORG", cell: ({ org }: Line) => org.label, tooWide: "cut" as const }] : []),
    { title: "API", cell: ({ job }) => apiOf(job) },
    { title: "STATE", cell: ({ job }) => job.state, paint: (text) => paintState(colors, text) },
    { title: "OPERATION", cell: ({ job }) => job.operation, tooWide: "cut" },
    { title: "OBJECT", cell: ({ job }) => job.object ?? "", tooWide: "cut" },
    { title: "CREATED", cell: ({ job }) => timeAgo(job.createdDate, verbose) },
    { title: "BY", cell: nameOf, tooWide: "cut" },
    ...(verbose
      ? [
          { title: "TYPE", cell: ({ job }: Line) => job.contentType, tooWide: "leave out" as const },
          { title: "VERSION", cell: ({ job }: Line) => job.apiVersion.toFixed(1), tooWide: "leave out" as const },
          { title: "KIND", cell: ({ job }: Line) => job.jobType ?? "", tooWide: "leave out" as const },
        ]
      : []),
  ];
}
