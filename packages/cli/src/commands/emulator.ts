import type { Emulator } from "@sfbulk/emulator";
import type { ListenOptions, StoredEmulator } from "@sfbulk/emulator/node";
import { outputOptions } from "../arguments/common-options.ts";
import { readTime } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Call, Command, Outcome } from "../command.ts";
import type { ChildExitCode } from "../exit-code.ts";
import { commandError } from "../output/command-error.ts";

/** The values of the options of `emulator`. */
interface EmulatorValues {
  readonly port?: string;
  readonly host: string;
  readonly data?: string;
  readonly options?: string;
  readonly schema?: string;
  readonly permission?: readonly string[];
  readonly sandbox?: true;
  readonly processTime?: string;
  readonly tls?: true;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly import?: string;
  readonly export?: string;
  readonly unhandled: "list" | "error";
  readonly allowOrigin?: readonly string[];
}

type Org = Emulator & Partial<Pick<StoredEmulator, "close">>;

/** `sfbulk emulator`. */
export const emulator: Command<EmulatorValues> = {
  name: "emulator",
  summary: "start an emulated org on this computer",
  description:
    "Starts an org with Bulk API 1.0 and 2.0 on this computer, with an open job and one job for each thing that can go wrong. It prints how to point the other commands at it, and runs until Ctrl-C. With exec it is an empty org on a free port, and runs as long as the command behind it, which finds it by the variables of the sf CLI and of other clients; it ends with that command's exit code.",
  argument: { name: "[exec...]", description: "exec -- and a command to run beside the org" },
  options: [
    { flags: "--port <number>", description: "the port; 0 for one that is free (default: 8787, with exec 0)" },
    { flags: "--host <name>", description: "the address to listen on", default: "127.0.0.1" },
    { flags: "--data <file>", description: "keep the org in a file, and go on from there" },
    {
      flags: "--schema <file>",
      description:
        "give it the objects and fields of a real org, as doctor --describe or sf sobject describe --json writes them",
    },
    {
      flags: "--permission <name>",
      description: "let its user do more",
      choices: ["BulkApiHardDelete", "ManageDataIntegrations"],
      repeatable: true,
    },
    { flags: "--sandbox", description: "have it say that it is a sandbox" },
    { flags: "--process-time <seconds>", description: "how long a batch takes to be processed (default: 0.3)" },
    { flags: "--options <file>", description: "a file of JSON with more options, as createEmulator takes them" },
    { flags: "--tls", description: "speak TLS, with a certificate that is made on the spot" },
    { flags: "--tls-cert <file>", description: "speak TLS with a certificate of your own, PEM" },
    { flags: "--tls-key <file>", description: "the key of that certificate, PEM" },
    { flags: "--import <file>", description: "begin with an org that was exported" },
    { flags: "--export <file>", description: "write the org to a file at the end" },
    {
      flags: "--unhandled <what>",
      description:
        "whether requests for which the emulator has nothing are only listed at the end, or make it end with 1 as well",
      choices: ["list", "error"],
      default: "list",
    },
    { flags: "--allow-origin <origin>", description: "let pages of this origin call it (CORS)", repeatable: true },
    ...outputOptions,
  ],
  examples: [
    ["sfbulk emulator", "starts it on http://127.0.0.1:8787"],
    ["sfbulk list --instance-url http://127.0.0.1:8787", "in another terminal: lists its jobs"],
    ["sfbulk emulator exec -- npm test", "runs tests beside an org of their own"],
  ],
  async run(call) {
    const { args, values, output } = call;
    const [word, ...command] = args;
    if (word !== undefined && (word !== "exec" || command.length === 0)) {
      throw usageError(
        `Cannot run ${JSON.stringify(args.join(" "))} beside the emulator: expected exec -- and a command`,
        "For example: sfbulk emulator exec -- npm test",
      );
    }
    if (word !== undefined && output.mode !== "text") {
      throw usageError("Cannot use --json with exec: standard output is the command's");
    }
    const port = portOf(values, word === undefined ? "8787" : "0");
    const tools = await import("@sfbulk/emulator/node");
    const where = { port, hostname: values.host, tls: tlsOf(tools, values) };
    const org = await makeOrg(values, word === undefined);
    try {
      if (values.import !== undefined) await withFile("import", values.import, () => importInto(org, values));
      const outcome = word === undefined ? await serve(org, where, call) : await runBeside(org, where, command);
      if (values.export !== undefined) await withFile("export", values.export, () => exportFrom(org, values));
      const unhandled = await org.control.unhandled();
      if (unhandled.length === 0) return outcome;
      output.complain(tools.describeUnhandled(unhandled));
      return outcome.status === 0 && values.unhandled === "error" ? { ...outcome, status: 1 } : outcome;
    } finally {
      org.close?.();
    }
  },
};

function portOf({ port: given }: EmulatorValues, otherwise: string): number {
  const text = given ?? otherwise;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw usageError(`Cannot use --port ${JSON.stringify(text)}: expected a number from 0 to 65535`);
}

/** None at all is a time, too. */
const readProcessTime = (text: string): number => (/^0+$/.test(text) ? 0 : readTime("--process-time", text, "seconds"));

async function makeOrg(values: EmulatorValues, scenarios: boolean): Promise<Org> {
  const { data, host, allowOrigin = [], unhandled, processTime } = values;
  const time = processTime === undefined ? {} : { processTime: readProcessTime(processTime) };
  const [{ createEmulator }, { openEmulator, readOrgFlags }] = await Promise.all([
    import("@sfbulk/emulator"),
    import("@sfbulk/emulator/node"),
  ]);
  try {
    const said = readOrgFlags(values);
    const options = {
      scenarios,
      ...said,
      ...time,
      corsAllowList: [...(said.corsAllowList ?? []), ...allowOrigin],
      controlHosts: [...(said.controlHosts ?? []), host],
      unhandled,
    };
    return data === undefined ? createEmulator(options) : openEmulator(data, options);
  } catch (error) {
    // What a file or an option says makes no sense, and that is for its author to mend.
    if (error instanceof TypeError) throw usageError(error.message);
    throw error;
  }
}

const importInto = async (org: Org, { import: file = "" }: EmulatorValues): Promise<void> =>
  await (await import("@sfbulk/emulator/node")).importOrgFile(org, file);

const exportFrom = async (org: Org, { export: file = "" }: EmulatorValues): Promise<void> =>
  await (await import("@sfbulk/emulator/node")).exportOrgFile(org, file);

async function withFile(what: "import" | "export", file: string, use: () => Promise<void>): Promise<void> {
  try {
    await use();
  } catch (error) {
    const { message } = error as Error;
    throw commandError("FileError", `Cannot ${what} ${JSON.stringify(file)}: ${message}`, {
      actions: [
        what === "import" ? "Name a file that sfbulk emulator --export has written" : "Name a file that can be written",
      ],
      cause: error,
    });
  }
}

function tlsOf(tools: typeof import("@sfbulk/emulator/node"), values: EmulatorValues): Required<ListenOptions>["tls"] {
  const { tls, tlsCert, tlsKey } = values;
  try {
    return tools.readTlsFlags({ tls, "tls-cert": tlsCert, "tls-key": tlsKey });
  } catch (error) {
    throw usageError((error as Error).message);
  }
}

async function serve(
  org: Org,
  where: Required<ListenOptions>,
  { output, interruption }: Call<EmulatorValues>,
): Promise<Outcome> {
  const [{ scenarios }, { certificateFile, listen }] = await Promise.all([
    import("@sfbulk/emulator"),
    import("@sfbulk/emulator/node"),
  ]);
  const server = await listen(org, where).catch((error: NodeJS.ErrnoException) => {
    throw cannotListen(where, error);
  });
  const file = server.certificate === undefined ? undefined : certificateFile(server.certificate);
  const { accessToken, control } = org;
  const { url } = server;
  const isScenario = new Set(scenarios.map((scenario) => scenario.id));
  const open = (await control.jobs()).find((job) => job.state === "Open" && !isScenario.has(job.id));
  const { id } = open ?? (await control.addJob());
  const { bold, cyan } = output.colors;
  output.line(`${bold("A Salesforce org with Bulk API 1.0 and 2.0 listens on")} ${cyan(url)}

Point the other commands at it, in another terminal:
  ${cyan(`sfbulk list --instance-url ${url}`)}
  ${cyan(`sfbulk close ${id} --instance-url ${url}`)}

Or everything that reads the variables of the sf CLI:
  export SF_ORG_INSTANCE_URL='${url}' SF_ACCESS_TOKEN='${accessToken}'
${file === undefined ? "" : `\nIts certificate is made up; whatever runs on Node.js trusts it with:\n  export NODE_EXTRA_CA_CERTS='${file.path}'\n`}
Opened in a browser, that address shows how the org is. Ctrl-C ends it.`);
  const result = { url, accessToken, jobId: id, ...(file === undefined ? {} : { certificate: file.path }) };
  if (output.mode === "json") output.finish(0, result);
  const { signal } = interruption;
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await server.close();
  file?.remove();
  return { status: 0, result };
}

async function runBeside(org: Org, where: Required<ListenOptions>, command: readonly string[]): Promise<Outcome> {
  const { runWithEmulator } = await import("@sfbulk/emulator/node");
  try {
    const code = await runWithEmulator(org, command, where);
    return { status: code as ChildExitCode, result: null };
  } catch (error) {
    const { syscall = "", code = "" } = error as NodeJS.ErrnoException;
    if (!syscall.startsWith("spawn")) throw cannotListen(where, error as NodeJS.ErrnoException);
    const why = code === "ENOENT" ? "there is no such program" : code;
    throw commandError("CommandError", `Cannot run ${JSON.stringify(command[0])}: ${why}`, {
      actions: ["Name a program that the shell finds, behind exec --"],
      cause: error,
    });
  }
}

function cannotListen({ hostname, port }: Required<ListenOptions>, error: NodeJS.ErrnoException): Error {
  const why = error.code === "EADDRINUSE" ? "the port is taken" : error.message;
  return commandError("ListenError", `Cannot listen on ${hostname}:${port}: ${why}`, {
    actions: ["Choose a port that is free: sfbulk emulator --port 0"],
    cause: error,
  });
}
