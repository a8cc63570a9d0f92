import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { createEmulator } from "../emulator/create-emulator.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { scenarios } from "../scenarios/scenarios.ts";
import { openEmulator, type StoredEmulator } from "../storage/open-emulator.ts";
import { newestVersion } from "../routes/context/supported-versions.ts";
import { listen, type Listening } from "./listen.ts";

const help = `Usage: sfbulk-emulator [options]

Starts a Salesforce org with Bulk API 1.0 and 2.0 on this computer.

Options:
  --port <number>  the port; 0 for one that is free (default: 8787)
  --host <name>    the address to listen on (default: 127.0.0.1); may be repeated, for
                   further names under which the control and the status page answer
  --data <file>    keep the org in a file, and go on from there
  --allow-origin <origin>
                   let pages of an origin call, "*" for all; may be repeated
  --help           show this help
  --version        show the version
`;

/**
 * Runs the command `sfbulk-emulator`.
 *
 * @returns the exit code: 0 when it was ended with Ctrl-C, 1 where the port cannot be had, 2 for wrong arguments.
 */
export async function runBin(args: readonly string[]): Promise<number> {
  const values = readArguments(args);
  if (typeof values === "string") {
    process.stderr.write(`sfbulk-emulator: ${values}\n\n${help}`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values.version) {
    process.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  let emulator: Emulator & Partial<Pick<StoredEmulator, "close">>;
  try {
    const options = { scenarios: true, corsAllowList: values.origins, controlHosts: values.hosts };
    emulator = values.data === undefined ? createEmulator(options) : openEmulator(values.data, options);
  } catch (error) {
    process.stderr.write(`sfbulk-emulator: ${lowerFirst((error as Error).message)}\n`);
    return error instanceof TypeError ? 2 : 1;
  }
  let server: Listening;
  const [hostname = "127.0.0.1"] = values.hosts;
  try {
    server = await listen(emulator, { port: values.port, hostname });
  } catch (error) {
    process.stderr.write(`sfbulk-emulator: cannot listen on ${hostname}:${values.port}: ${reasonOf(error)}\n`);
    emulator.close?.();
    return 1;
  }
  process.stdout.write(await introduce(emulator, server.url));
  await interrupted();
  await server.close();
  emulator.close?.();
  return 0;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

interface Arguments {
  readonly port: number;
  /** The first one is listened on. */
  readonly hosts: readonly string[];
  readonly data?: string | undefined;
  readonly origins: readonly string[];
  readonly help: boolean;
  readonly version: boolean;
}

function readArguments(args: readonly string[]): Arguments | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: "8787" },
        host: { type: "string", multiple: true, default: ["127.0.0.1"] },
        data: { type: "string" },
        "allow-origin": { type: "string", multiple: true, default: [] },
        help: { type: "boolean", default: false },
        version: { type: "boolean", default: false },
      },
    });
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
    if (!(port <= 65_535)) return `cannot use port "${values.port}": expected a number from 0 to 65535`;
    if (values.data === "") return 'cannot use data file "": expected the name of a file';
    return { ...values, port, hosts: values.host, origins: values["allow-origin"] };
  } catch (error) {
    return (error as Error).message;
  }
}

const packageVersion = (): string =>
  (createRequire(import.meta.url)("@sfbulk/emulator/package.json") as { version: string }).version;

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return "the port is taken; choose another one with --port";
  if (code === "EACCES") return "that is not allowed; choose a port above 1023 with --port";
  return message;
}

async function introduce({ accessToken, control }: Emulator, url: string): Promise<string> {
  const isScenario = new Set(scenarios.map(({ id }) => id));
  const open = (await control.jobs()).find((job) => job.state === "Open" && !isScenario.has(job.id));
  const { id } = open ?? (await control.addJob());
  // In single quotes: an interactive shell takes the token's "!" for a reference to its history otherwise.
  const call = `curl -i '${url}/services/async/${newestVersion}/job/${id}' -H 'X-SFDC-Session: ${accessToken}'`;
  return `A Salesforce org with Bulk API 1.0 and 2.0 listens on ${url}
Access token: ${accessToken}

Close an open job:
${call} -H 'Content-Type: application/json' -d '{"state":"Closed"}'

List the jobs:
curl '${url}/services/data/v${newestVersion}/jobs/ingest?jobType=Classic' -H 'Authorization: Bearer ${accessToken}'

List the scenarios, each with the id of a job to close:
curl -X POST '${url}/__emulator/scenarios'

Opened in a browser, that address shows how the org is. Ctrl-C ends it.
`;
}

async function interrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
