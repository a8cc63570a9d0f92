import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { addBatch, closeJob, type Connection, createJob, getBatchResults, getJob, waitForJob } from "@sfbulk/node";
import { chooseOrg } from "./choose-org.ts";
import { logExchanges } from "./exchange-log.ts";
import { printChange, printExchange, printNote, printRows, printStep } from "./print.ts";

const usage = `Usage: npm run quickstart -- [--yes]

Loads apps/quickstart/contacts.csv with a Bulk API 1.0 job, closes the job, and shows each exchange. It starts an emulated
org for that. Where SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL are set, it uses that org, after asking.

  --yes   answer the question with yes
  --help  show this
`;

const file = new URL("../contacts.csv", import.meta.url);

async function main({ yes, help }: { readonly yes?: boolean; readonly help?: boolean }): Promise<number> {
  if (help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const csv = await readFile(file, "utf8");
  const org = await chooseOrg(yes === true, "creates the contacts of apps/quickstart/contacts.csv");
  if (org === undefined) return 1;
  try {
    const { fetch = globalThis.fetch } = org.connection;
    // gzip: true compresses every body, the few bytes of the close too.
    await loadContacts({ ...org.connection, gzip: true, fetch: logExchanges(fetch, printExchange) }, org.name, csv);
  } finally {
    await org.close();
  }
  return 0;
}

async function loadContacts(connection: Connection, name: string, csv: string): Promise<void> {
  printStep(`Create a job in ${name}`);
  const job = await createJob(connection, { operation: "insert", object: "Contact" });

  printStep(`Add contacts.csv (${Buffer.byteLength(csv)} B) as one batch`);
  const batch = await addBatch(connection, job, csv);

  printStep(`Close job ${job.id}`);
  const before = await getJob(connection, job.id);
  const after = await closeJob(connection, job.id);
  printChange(before, after);

  printStep("Wait until its batches are processed");
  const { batches } = await waitForJob(connection, job.id, { minInterval: 200 });
  for (const { id, state, stateMessage } of batches) {
    printNote(`batch ${id} is "${state}"${stateMessage === null ? "" : `: ${stateMessage}`}`);
  }

  if (batches.some(({ state }) => state === "Completed")) {
    printStep("What became of the rows");
    printRows(await getBatchResults(connection, job.id, batch.id));
  }
  printStep(`Job ${job.id} is "${after.state}".`);
}

function readOptions(): Parameters<typeof main>[0] | undefined {
  try {
    return parseArgs({ options: { yes: { type: "boolean" }, help: { type: "boolean" } } }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    return undefined;
  }
}

try {
  const options = readOptions();
  process.exitCode = options === undefined ? 2 : await main(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
  process.exitCode = 1;
}
