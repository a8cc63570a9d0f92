import { createRequire } from "node:module";
import { createEmulator } from "../emulator/create-emulator.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { newestVersion } from "../routes/context/supported-versions.ts";
import { scenarios } from "../scenarios/scenarios.ts";
import { openEmulator, type StoredEmulator } from "../storage/open-emulator.ts";
import { exportOrgFile, importOrgFile } from "../storage/org-on-disk.ts";
import { type BinArguments, binHelp, readBinArguments } from "./bin-arguments.ts";
import { certificateFile } from "./certificate-file.ts";
import { describeUnhandled } from "./describe-unhandled.ts";
import { listen, type ListenOptions } from "./listen.ts";
import { readOrgFlags } from "./read-org-flags.ts";
import { readTlsFlags } from "./read-tls-flags.ts";
import { runWithEmulator } from "./run-with-emulator.ts";

/** Why the command ends before its time, in its own words, and what it ends with. */
const complaint = (message: string, exitCode: number): Error => Object.assign(new Error(message), { exitCode });

/**
 * Runs the command `sfbulk-emulator`.
 *
 * @returns the exit code: that of the command behind `exec`, else 0 when it was ended with Ctrl-C; 1 where the port or a
 *   file cannot be had, and with `--unhandled error` where something was asked for that there is not; 2 for wrong arguments.
 */
export async function runBin(args: readonly string[]): Promise<number> {
  const values = readBinArguments(args);
  if (typeof values === "string") {
    process.stderr.write(`sfbulk-emulator: ${values}\n\n${binHelp}`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(binHelp);
    return 0;
  }
  if (values.version) {
    process.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  try {
    return await serveOrg(values);
  } catch (error) {
    const { message, exitCode } = error as Error & { readonly exitCode?: number };
    if (exitCode === undefined) throw error;
    process.stderr.write(`sfbulk-emulator: ${message}\n`);
    return exitCode;
  }
}

async function serveOrg(values: BinArguments): Promise<number> {
  const emulator = makeOrg(values);
  try {
    if (values.import !== undefined) await withFile(values.import, (file) => importOrgFile(emulator, file));
    const { command } = values;
    const code = command === undefined ? await serve(emulator, values) : await runBeside(emulator, values, command);
    if (values.export !== undefined) await withFile(values.export, (file) => exportOrgFile(emulator, file));
    const unhandled = describeUnhandled(await emulator.control.unhandled());
    if (unhandled === "") return code;
    process.stderr.write(`${unhandled}\n`);
    return code === 0 && values.unhandled === "error" ? 1 : code;
  } finally {
    emulator.close?.();
  }
}

function makeOrg({
  data,
  origins,
  hosts,
  unhandled,
  command,
  flags,
}: BinArguments): Emulator & Partial<Pick<StoredEmulator, "close">> {
  try {
    const said = readOrgFlags(flags);
    const options = {
      scenarios: command === undefined,
      ...said,
      corsAllowList: [...(said.corsAllowList ?? []), ...origins],
      controlHosts: [...(said.controlHosts ?? []), ...hosts],
      unhandled,
    };
    return data === undefined ? createEmulator(options) : openEmulator(data, options);
  } catch (error) {
    throw complaint(lowerFirst((error as Error).message), error instanceof TypeError ? 2 : 1);
  }
}

async function withFile(file: string, use: (file: string) => Promise<void>): Promise<void> {
  try {
    await use(file);
  } catch (error) {
    throw complaint(`${file}: ${lowerFirst((error as Error).message)}`, 1);
  }
}

async function serve(emulator: Emulator, { hosts, port, flags }: BinArguments): Promise<number> {
  const tls = tlsOf(flags);
  const server = await listen(emulator, { port, hostname: hostOf(hosts), tls }).catch((error: unknown) => {
    throw cannotListen(error, hosts, port);
  });
  const file = server.certificate === undefined ? undefined : certificateFile(server.certificate);
  try {
    process.stdout.write(await introduce(emulator, server.url, file?.path));
    await interrupted();
  } finally {
    await server.close();
    file?.remove();
  }
  return 0;
}

function tlsOf(flags: BinArguments["flags"]): NonNullable<ListenOptions["tls"]> {
  try {
    return readTlsFlags(flags);
  } catch (error) {
    throw complaint(lowerFirst((error as Error).message), error instanceof TypeError ? 2 : 1);
  }
}

async function runBeside(
  emulator: Emulator,
  { hosts, port, flags }: BinArguments,
  command: readonly string[],
): Promise<number> {
  const tls = tlsOf(flags);
  try {
    return await runWithEmulator(emulator, command, { port, hostname: hostOf(hosts), tls });
  } catch (error) {
    const { syscall = "", code } = error as NodeJS.ErrnoException;
    if (!syscall.startsWith("spawn")) throw cannotListen(error, hosts, port);
    throw complaint(`cannot run "${command[0] ?? ""}": ${code === "ENOENT" ? "there is no such program" : code}`, 1);
  }
}

const hostOf = ([hostname = "127.0.0.1"]: readonly string[]): string => hostname;

const cannotListen = (error: unknown, hosts: readonly string[], port: number): Error =>
  complaint(`cannot listen on ${hostOf(hosts)}:${port}: ${reasonOf(error)}`, 1);

/** What the system says begins with the name of an error, `ENOENT`, which stays as it is. */
const lowerFirst = (text: string): string =>
  /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

const packageVersion = (): string =>
  (createRequire(import.meta.url)("@sfbulk/emulator/package.json") as { version: string }).version;

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return "the port is taken; choose another one with --port";
  if (code === "EACCES") return "that is not allowed; choose a port above 1023 with --port";
  return message;
}

async function introduce({ accessToken, control }: Emulator, url: string, certificate?: string): Promise<string> {
  const isScenario = new Set(scenarios.map(({ id }) => id));
  const open = (await control.jobs()).find((job) => job.state === "Open" && !isScenario.has(job.id));
  const { id } = open ?? (await control.addJob());
  // In single quotes: an interactive shell takes the token's "!" for a reference to its history otherwise.
  const trust = certificate === undefined ? "" : ` --cacert ${certificate}`;
  const call = `curl${trust} -i '${url}/services/async/${newestVersion}/job/${id}' -H 'X-SFDC-Session: ${accessToken}'`;
  return `A Salesforce org with Bulk API 1.0 and 2.0 listens on ${url}
Access token: ${accessToken}
${certificate === undefined ? "" : `Its certificate is made up; what trusts it: NODE_EXTRA_CA_CERTS=${certificate}\n`}
Close an open job:
${call} -H 'Content-Type: application/json' -d '{"state":"Closed"}'

List the jobs:
curl${trust} '${url}/services/data/v${newestVersion}/jobs/ingest?jobType=Classic' -H 'Authorization: Bearer ${accessToken}'

List the scenarios, each with the id of a job to close:
curl${trust} -X POST '${url}/__emulator/scenarios'

Opened in a browser, that address shows how the org is. Ctrl-C ends it.
`;
}

async function interrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
