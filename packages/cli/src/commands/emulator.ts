import { outputOptions } from "../arguments/common-options.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Command } from "../command.ts";
import { commandError } from "../output/command-error.ts";

/** The values of the options of `emulator`. */
interface EmulatorValues {
  readonly port: string;
  readonly host: string;
  readonly data?: string;
  readonly allowOrigin?: readonly string[];
}

/** `sfbulk emulator`. */
export const emulator: Command<EmulatorValues> = {
  name: "emulator",
  summary: "start an emulated org on this computer",
  description:
    "Starts an org with Bulk API 1.0 on this computer, with an open job and one job for each thing that can go wrong. It prints how to point the other commands at it, and runs until Ctrl-C.",
  options: [
    { flags: "--port <number>", description: "the port; 0 for one that is free", default: "8787" },
    { flags: "--host <name>", description: "the address to listen on", default: "127.0.0.1" },
    { flags: "--data <file>", description: "keep the org in a file, and go on from there" },
    { flags: "--allow-origin <origin>", description: "let pages of this origin call it (CORS)", repeatable: true },
    ...outputOptions,
  ],
  examples: [
    ["sfbulk emulator", "starts it on http://127.0.0.1:8787"],
    ["sfbulk list --instance-url http://127.0.0.1:8787", "in another terminal: lists its jobs"],
  ],
  async run({ values, output, interruption }) {
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
    if (!(port <= 65_535)) {
      throw usageError(`Cannot use --port ${JSON.stringify(values.port)}: expected a number from 0 to 65535`);
    }
    const [{ createEmulator, scenarios }, { listen, openEmulator }] = await Promise.all([
      import("@sfbulk/emulator"),
      import("@sfbulk/emulator/node"),
    ]);
    const options = { scenarios: true, corsAllowList: values.allowOrigin ?? [], controlHosts: [values.host] };
    const stored = values.data === undefined ? undefined : openEmulator(values.data, options);
    const org = stored ?? createEmulator(options);
    const server = await listen(org, { port, hostname: values.host }).catch((error: NodeJS.ErrnoException) => {
      stored?.close();
      throw cannotListen(values, error);
    });
    const { accessToken, control } = org;
    const { url } = server;
    const isScenario = new Set(scenarios.map((scenario) => scenario.id));
    const open = (await control.jobs()).find((job) => job.state === "Open" && !isScenario.has(job.id));
    const { id } = open ?? (await control.addJob());
    const { bold, cyan } = output.colors;
    output.line(`${bold("A Salesforce org with Bulk API 1.0 listens on")} ${cyan(url)}

Point the other commands at it, in another terminal:
  ${cyan(`sfbulk list --instance-url ${url}`)}
  ${cyan(`sfbulk close ${id} --instance-url ${url}`)}

Or everything that reads the variables of the sf CLI:
  export SF_ORG_INSTANCE_URL='${url}' SF_ACCESS_TOKEN='${accessToken}'

Opened in a browser, that address shows how the org is. Ctrl-C ends it.`);
    const result = { url, accessToken, jobId: id };
    if (output.mode === "json") output.finish(0, result);
    const { signal } = interruption;
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await server.close();
    stored?.close();
    return { status: 0, result };
  },
};

function cannotListen({ port, host }: EmulatorValues, error: NodeJS.ErrnoException): Error {
  const why = error.code === "EADDRINUSE" ? "the port is taken" : error.message;
  return commandError("ListenError", `Cannot listen on ${host}:${port}: ${why}`, {
    actions: ["Choose a port that is free: sfbulk emulator --port 0"],
    cause: error,
  });
}
