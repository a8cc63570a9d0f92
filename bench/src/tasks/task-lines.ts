import { ingestResultsJob, resultsJob } from "./async-api.ts";
import { type ContenderName, accessToken } from "./contenders.ts";
import type { LoadFiles } from "./make-files.ts";
import { failedOf, type TaskSize } from "./task-size.ts";

/** How much is done in each of the tasks. */
export interface Amounts extends TaskSize {
  readonly closed: number;
  readonly records: number;
  readonly fileBytes: number;
  readonly partBytes: number;
}

/** What is there when a task begins: files to load, and a folder to write into. */
export interface Place {
  readonly folder: string;
  readonly file: LoadFiles;
  readonly row: string;
}

/** One contender of a task: its command lines, one after another. */
export interface TaskContender {
  readonly name: ContenderName;
  /** What is said of it behind its name: which API. */
  readonly how?: string;
  readonly commands: (place: Place) => readonly (readonly string[])[];
}

/** How far away the org is, and on what line: milliseconds, and MB a second, 0 for any. */
export interface Distance {
  readonly latency: number;
  readonly rate: number;
}

/** A task that users wait for. */
export interface TaskLine {
  readonly name: string;
  readonly title: (amounts: Amounts) => string;
  readonly distances: readonly Distance[];
  readonly turns: number;
  /** How many open jobs there are when it begins. */
  readonly open?: number;
  /** How many times as long the next one must take. Default: 1, we are first. */
  readonly bar?: number;
  readonly contenders: readonly TaskContender[];
  /** What must be there in the end: rows in the org, each once; or lines in the file `out.csv`. */
  readonly outcome: (amounts: Amounts, place: Place) => { readonly rows?: number; readonly lines?: number };
}

const near: Distance = { latency: 0, rate: 0 };
const far: Distance = { latency: 20, rate: 0 };
const narrow: Distance = { latency: 20, rate: 10 };

const target = ["--target-org", accessToken];
const soql = "SELECT Id, Name, BillingCity, CreatedDate FROM Account";
const out = ({ folder }: Place): string => `${folder}/out.csv`;
const insert = ["--sobject", "Account", "--operation", "insert"];
/** The task of one of the programs. */
const task = (name: ContenderName, ...words: readonly (string | ((place: Place) => string))[]): TaskContender => ({
  name,
  commands: (place) => [words.map((word) => (typeof word === "string" ? word : word(place)))],
});
const how = (said: string, contender: TaskContender): TaskContender => ({ ...contender, how: said });
const count = (number: number): string => number.toLocaleString("en-US");
const megabytes = (bytes: number): string =>
  bytes >= 1e9 ? `${bytes / 1e9} GB` : `${count(Math.round(bytes / 1e6))} MB`;

const loadsOfFile: readonly TaskContender[] = [
  how(
    "1.0",
    task("@sfbulk/node", "file", ({ file }) => file.whole),
  ),
  how(
    "2.0",
    task("@sfbulk/node", "file, 2.0", ({ file }) => file.whole),
  ),
  how(
    "1.0",
    task("sfbulk", "load", ({ file }) => file.whole, ...insert, "--failed-only", "--json"),
  ),
  how(
    "2.0",
    task("sfbulk", "load", ({ file }) => file.whole, ...insert, "--failed-only", "--json", "--api", "2.0"),
  ),
  task("jsforce bulk", "file", ({ file }) => file.whole),
  task("jsforce bulk2", "file, 2.0", ({ file }) => file.parts.join(",")),
  {
    name: "sf",
    commands: ({ file }) =>
      file.parts.map((part) => [
        "data",
        "import",
        "bulk",
        "--file",
        part,
        "--sobject",
        "Account",
        "--wait",
        "60",
        "--json",
        ...target,
      ]),
  },
];

/** Makes the tasks. */
export const taskLines = (amounts: Amounts): readonly TaskLine[] => [
  {
    name: "close",
    title: ({ closed }) => `Close ${count(closed)} jobs, 8 at a time`,
    distances: [near, far],
    turns: 3,
    open: amounts.closed,
    contenders: [
      task("@sfbulk/node", "close", String(amounts.closed)),
      task("sfbulk", "close", "--file", ({ folder }) => `${folder}/ids.txt`, "--no-prompt", "--json"),
      task("jsforce bulk", "close", String(amounts.closed)),
    ],
    outcome: () => ({}),
  },
  {
    name: "records",
    title: ({ records }) => `Load ${count(records)} records from a generator`,
    distances: [near, far],
    turns: 1,
    contenders: [
      how("1.0", task("@sfbulk/node", "records", String(amounts.records))),
      how("2.0", task("@sfbulk/node", "records, 2.0", String(amounts.records))),
      task("jsforce bulk", "records", String(amounts.records)),
      task("jsforce bulk2", "records, 2.0", String(amounts.records)),
    ],
    outcome: ({ records }) => ({ rows: records }),
  },
  {
    name: "file",
    title: ({ fileBytes }) => `Load a CSV file of ${megabytes(fileBytes)}, the line as fast as the machine`,
    distances: [far],
    turns: 1,
    bar: 2,
    contenders: loadsOfFile,
    outcome: (_, { file }) => ({ rows: file.rows }),
  },
  {
    name: "file, 10 MB/s",
    title: ({ fileBytes }) => `The same over a line of 10 MB a second: ${megabytes(fileBytes)}`,
    distances: [narrow],
    turns: 1,
    bar: 2,
    contenders: loadsOfFile,
    outcome: (_, { file }) => ({ rows: file.rows }),
  },
  {
    name: "results, 1.0",
    title: ({ results }) =>
      `Read what became of ${count(results)} rows by Bulk API 1.0, and write the failed ones, 1 in ${failedOf}, to a file`,
    distances: [near, far],
    turns: 3,
    bar: 3,
    contenders: [
      how("with the rows as they were sent", task("@sfbulk/node", "results, 1.0", resultsJob, out)),
      how(
        "with the rows as they were sent",
        task("sfbulk", "results", resultsJob, "--failed-only", "--output-dir", ({ folder }) => folder, "--json"),
      ),
      how("their numbers alone", task("@sfbulk/node", "results, 1.0, numbers", resultsJob, out)),
      how("their numbers alone", task("jsforce bulk", "results, 1.0", resultsJob, out)),
    ],
    outcome: ({ results }) => ({ lines: results / failedOf }),
  },
  {
    name: "results, 2.0",
    title: ({ results }) => `The same by Bulk API 2.0: ${count(results)} rows`,
    distances: [near, far],
    turns: 3,
    bar: 3,
    contenders: [
      task("@sfbulk/node", "results, 2.0", ingestResultsJob, out),
      how(
        "writes all rows to files",
        task("sfbulk", "results", ingestResultsJob, "--output-dir", ({ folder }) => folder, "--json"),
      ),
      task("jsforce bulk2", "results, 2.0", ingestResultsJob, out),
      how(
        "writes all rows to files",
        task("sf", "data", "bulk", "results", "--job-id", ingestResultsJob, "--json", ...target),
      ),
      how("nothing checked", task("fetch", "results, 2.0", ingestResultsJob, out)),
    ],
    outcome: ({ results }) => ({ lines: results / failedOf }),
  },
  {
    name: "export, 1.0",
    title: ({ exported }) => `Export ${count(exported)} rows to a file by Bulk API 1.0, in PK chunks`,
    distances: [near, far],
    turns: 3,
    bar: 3,
    contenders: [
      task("@sfbulk/node", "export, 1.0", out),
      task("sfbulk", "query", soql, "--pk-chunking", "--output-file", out, "--json"),
      task("jsforce bulk", "export, 1.0", out),
      how("nothing checked", task("fetch", "export, 1.0", out)),
    ],
    outcome: ({ exported }) => ({ lines: exported }),
  },
  {
    name: "export, 2.0",
    title: ({ exported }) => `The same by Bulk API 2.0: ${count(exported)} rows`,
    distances: [near, far],
    turns: 3,
    bar: 3,
    contenders: [
      task("@sfbulk/node", "export, 2.0", out),
      task("sfbulk", "query", soql, "--output-file", out, "--json"),
      // It does not come to an end with more: it waits for somebody to read a stream of its own.
      ...(amounts.exported > 500_000 ? [] : [task("jsforce bulk2", "export, 2.0", out)]),
      task(
        "sf",
        ..."data export bulk --result-format csv --wait 10 --api-version 66.0 --json --query".split(" "),
        soql,
        "--output-file",
        out,
        ...target,
      ),
      how("nothing checked", task("fetch", "export, 2.0", out)),
    ],
    outcome: ({ exported }) => ({ lines: exported }),
  },
  {
    name: "row",
    title: () => "Insert one row, and see that it is in",
    distances: [near, far],
    turns: 5,
    contenders: [
      task("@sfbulk/node", "row"),
      task("sfbulk", "load", ({ row }) => row, ...insert, "--failed-only", "--json"),
      task("jsforce bulk", "row"),
      task("jsforce bulk2", "row"),
      task(
        "sf",
        "data",
        "import",
        "bulk",
        "--file",
        ({ row }) => row,
        "--sobject",
        "Account",
        "--wait",
        "60",
        "--json",
        ...target,
      ),
    ],
    outcome: () => ({ rows: 1 }),
  },
];
