import { constants } from "node:os";
import spawn from "cross-spawn";
import type { Emulator } from "../emulator/emulator.ts";
import { defaultClient } from "../options/oauth-client.ts";
import { defaultUser } from "../options/org-user.ts";
import { certificateFile } from "./certificate-file.ts";
import { listen, type ListenOptions } from "./listen.ts";

/** Says how a command is run beside an emulator. */
export interface RunOptions extends ListenOptions {
  /** The environment, to which the variables of the org are added. Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What asks a process to end; a command that is run gets them too. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Gives the variables by which programs find an org, with their values for an emulator: those of the sf CLI
 * (`SF_ORG_INSTANCE_URL`, `SF_ACCESS_TOKEN`, `SF_TARGET_ORG`), and those that programs around other clients read by
 * custom (`SF_INSTANCE_URL`, `SF_LOGIN_URL`, `SF_USERNAME`, `SF_PASSWORD`, `SF_SECURITY_TOKEN`, `SF_CLIENT_ID`,
 * `SF_CLIENT_SECRET`, `SF_REFRESH_TOKEN`): jsforce and simple-salesforce read none by themselves.
 *
 * User and connected app are the default ones.
 *
 * @param url - Where the emulator listens.
 * @example
 * ```ts
 * import { createEmulator } from "@sfbulk/emulator";
 * import { emulatorVariables } from "@sfbulk/emulator/node";
 *
 * console.log(emulatorVariables(createEmulator(), "http://127.0.0.1:8787").SF_ORG_INSTANCE_URL);
 * ```
 */
export const emulatorVariables = (
  { accessToken }: Pick<Emulator, "accessToken">,
  url: string,
): Readonly<Record<`SF_${string}`, string>> => ({
  SF_ORG_INSTANCE_URL: url,
  SF_ACCESS_TOKEN: accessToken,
  // A token is as good as a name there; the sf CLI then asks the instance URL.
  SF_TARGET_ORG: accessToken,
  SF_INSTANCE_URL: url,
  SF_LOGIN_URL: url,
  SF_USERNAME: defaultUser.username,
  SF_PASSWORD: defaultUser.password,
  SF_SECURITY_TOKEN: defaultUser.securityToken ?? "",
  SF_CLIENT_ID: defaultClient.clientId,
  SF_CLIENT_SECRET: defaultClient.clientSecret ?? "",
  SF_REFRESH_TOKEN: defaultClient.refreshTokens?.[0] ?? "",
});

/**
 * Runs a command beside an emulator that listens as long as it runs, with the variables of {@link emulatorVariables}. Its
 * streams are those of this process, and with TLS on a certificate of its own, Node.js and Deno are told to trust that one. What asks this process to end is passed on to it.
 *
 * @param command - The program and its arguments; no shell reads them.
 * @returns what it ended with: its exit code, or 128 and the number of the signal that ended it.
 * @throws the system's error where the port cannot be had or there is no such program.
 * @example
 * ```ts
 * import { createEmulator } from "@sfbulk/emulator";
 * import { runWithEmulator } from "@sfbulk/emulator/node";
 *
 * const code = await runWithEmulator(createEmulator(), ["node", "--version"]);
 * console.log(code); // 0
 * ```
 */
export async function runWithEmulator(
  emulator: Emulator,
  command: readonly string[],
  { env = process.env, ...where }: RunOptions = {},
): Promise<number> {
  const [program = "", ...args] = command;
  if (program === "") throw new TypeError("Cannot run a command: expected the name of a program");
  const server = await listen(emulator, where);
  // Node.js and Deno read the names of further certificates to trust; other programs are not told, for what they read names all.
  const { NODE_EXTRA_CA_CERTS: trusted } = env;
  const file = server.certificate === undefined ? undefined : certificateFile(server.certificate, trusted);
  const trust = file === undefined ? {} : { NODE_EXTRA_CA_CERTS: file.path, DENO_CERT: file.path };
  try {
    return await run(program, args, { ...env, ...emulatorVariables(emulator, server.url), ...trust });
  } finally {
    file?.remove();
    await server.close();
  }
}

async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(program, [...args], { env, stdio: "inherit" });
  const listeners = signals.map((signal) => {
    // A terminal sends Ctrl-C to everybody in it: the command has it already, and would take a second one for haste.
    const passOn = (): void => void (signal === "SIGINT" && isOnTerminal() ? undefined : child.kill(signal));
    process.on(signal, passOn);
    return [signal, passOn] as const;
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
    });
  } finally {
    for (const [signal, passOn] of listeners) process.off(signal, passOn);
  }
}

const isOnTerminal = (): boolean => process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
