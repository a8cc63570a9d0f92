import { shown } from "../spread.ts";
import { writeTable } from "../write-tables.ts";
import type { Comparison, Comparisons, Killed, Measured } from "./comparison.ts";

const code = (line: string): string => `\`${line}\``;

/** A table of words: all to the left. */
const words = (table: Parameters<typeof writeTable>[0]): string => {
  const [head = "", line = "", ...rows] = writeTable(table).split("\n");
  return [head, line.replaceAll("--:", "---"), ...rows].join("\n");
};

/** Makes the page that sets the commands of both side by side, with what was measured. */
export const writeShellsPage = ({
  date,
  machine,
  node,
  sf,
  rows,
  measured,
  killed,
}: Comparisons): string => `# From sf data

\`sfbulk\` and the sf CLI share their orgs: \`--target-org\` takes the same aliases, and job ids of one work in the other. Whoever would rather stay in \`sf\` installs the plugin, \`sf plugins install @sfbulk/sf-plugin\`, and has all commands of the middle column as \`sf bulk load\`, \`sf bulk close\` and so on: [sfbulk inside sf](../packages/sf-plugin/README.md). What each does for the same task:

${words({
  columns: ["task", "sfbulk", "sf"],
  rows: tasks.map(([task, ours, theirs]) => [task, ours, theirs]),
})}

## Measured

Each line was run against the same emulated org on the same computer, both commands in Node.js ${node}, in turns; the median of the turns is told, and the most memory of any. These are of ${machine}, sf ${sf}, on ${date}: **only the ratios can be compared** with another computer. \`pnpm --filter bench shells\` measures it again.${rows.loaded < wholeRun ? " This was a quick run: each line once, with few rows." : ""}

${writeTable({
  columns: ["task", "", "seconds", "sf takes … times as long", "memory, MB", "API calls", "exit code"],
  rows: measured.flatMap((comparison) => rowsOf(comparison)),
})}

Of the ${rows.loaded.toLocaleString("en-US")} rows that were upserted ${rows.failing.toLocaleString("en-US")} were bad. \`sfbulk\` has written by then what became of each row into files, the failed rows ready to be loaded again; \`sf\` asks for \`sf data bulk results\` first, which is not counted. What the calls are for: which fields there are (\`--no-check\` leaves it out); whose org it is, which the receipt and the journal say; the job, and its end; each look at it, the first half a second after its end; and, by Bulk API 1.0, each batch of 10,000 rows, the list of the batches, and the results of each batch in which rows have failed. That API takes no batch with more rows, so that 100,000 of them cost 20 calls and some; where calls are dear, and not the sight of each batch, \`--api 2.0\` takes one for a file of 100 MB, and one each for the rows that failed and those that did not.

The org takes no time of its own: it begins when the job is closed, and processes 100,000 rows as fast as this computer can, in about a second. Salesforce takes longer, and both wait for that: the longer, the more alike they are. What is left then is the look that finds the end: \`sfbulk\` looks after half a second, and then when all will be done at the pace so far, two seconds later at most as long as rows go in; \`sf\` every five seconds.

Run as:

\`\`\`text
${measured.flatMap(({ sfbulk, sf: theirs }) => [`sfbulk ${sfbulk.line}`, ...(theirs === undefined ? [] : [`sf ${theirs.line}`])]).join("\n")}
\`\`\`

## What is left after \`kill -9\`

A load of ${rows.killed.toLocaleString("en-US")} rows was killed in the middle, and then the command was run that each one's documentation names. (Small batches, one at a time, make sure that there is a middle.) A job of Bulk API 2.0, which is what \`sf\` makes, writes nothing before it is closed, and nobody closes it any more.

${writeTable({
  columns: ["", "jobs left open", "rows in the org", "then", "rows in the org", "jobs left open"],
  rows: [killedRow("sfbulk", killed.sfbulk), killedRow("sf", killed.sf)],
})}
`;

/** How many rows a whole run loads. */
const wholeRun = 100_000;

const tasks: readonly (readonly [task: string, sfbulk: string, sf: string])[] = [
  [
    "load a file",
    code("sfbulk load FILE -s Account --operation insert"),
    code("sf data import bulk -f FILE -s Account"),
  ],
  [
    "upsert",
    code("sfbulk load FILE -s Account --operation upsert --external-id Ext__c"),
    code("sf data upsert bulk -f FILE -s Account -i Ext__c"),
  ],
  ["delete", code("sfbulk load FILE -s Account --operation delete"), code("sf data delete bulk -f FILE -s Account")],
  ["what became of each row", "in files when the load ends", code("sf data bulk results --job-id ID")],
  [
    "export",
    code('sfbulk query "SELECT …" --output-file FILE'),
    code('sf data export bulk -q "SELECT …" --output-file FILE'),
  ],
  [
    "load again what failed",
    code("sfbulk retry ID"),
    `${code("sf data bulk results --job-id ID")}, take the columns ${code("sf__…")} out of the file of failed rows, load it`,
  ],
  [
    "go on after a crash",
    code("sfbulk load FILE --resume"),
    `none: ${code("sf data import resume")} waits for the job, and uploads nothing`,
  ],
  [
    "take a load back",
    code("sfbulk undo ID"),
    "none; `sfbulk undo` takes back its jobs, too: what they inserted, and what they deleted",
  ],
  ["wait for jobs", code("sfbulk wait ID ID …"), `${code("sf data import resume --job-id ID")}, one at a time`],
  ["list jobs", code("sfbulk list"), "none: Setup, Bulk Data Load Jobs"],
  ["close, abort a job", `${code("sfbulk close ID")}, ${code("sfbulk abort ID")}`, "none"],
  ["end what was left open", `${code("sfbulk close --stale")}, ${code("sfbulk sweep")} for a scheduler`, "none"],
  ["exit code where rows failed", "68", "1"],
];

function rowsOf({ task, sfbulk, sf }: Comparison<Measured>): (readonly string[])[] {
  const row = (name: string, { seconds, megabytes, calls, code: exit }: Measured, ratio: string): readonly string[] => [
    name === "sfbulk" ? task : "",
    name,
    shown(seconds),
    ratio,
    shown(megabytes),
    String(calls),
    String(exit),
  ];
  if (sf === undefined) return [row("sfbulk", sfbulk, "no such command")];
  return [row("sfbulk", sfbulk, `**${shown(sf.seconds / sfbulk.seconds)}**`), row("sf", sf, "")];
}

const killedRow = (name: string, { open, rows, again, rowsAfter, openAfter }: Killed): readonly string[] => [
  name,
  String(open),
  rows.toLocaleString("en-US"),
  code(`${name} ${again}`),
  rowsAfter.toLocaleString("en-US"),
  String(openAfter),
];
