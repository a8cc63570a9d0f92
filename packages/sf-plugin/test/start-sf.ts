import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator, defaultClient, defaultUser, type Emulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { findSf, sfEnvironment } from "../../../tools/fetch-sf.mjs";
import { type InstalledPlugin, installPlugin } from "../tools/install-plugin.mjs";

/** What a run of `sf` did. */
export interface SfDone {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The sf CLI with the plugin, and an org for it. */
export interface SfWithPlugin {
  readonly emulator: Emulator;
  readonly plugin: InstalledPlugin;
  /** The folder that it runs in, which is its home, too. */
  readonly folder: string;
  /** The arguments of `sf` that sign in by JWT, as `jwt`. */
  readonly signIn: readonly string[];
  /** The environment that names the org by its token. */
  readonly byToken: Readonly<Record<string, string>>;
  readonly sf: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<SfDone>;
  /** Gives the line of a shell that runs `sf` with the arguments of that shell, and the environment for it. */
  readonly inShell: (env: Readonly<Record<string, string>>) => {
    readonly line: string;
    readonly env: Record<string, string>;
  };
  /** The same, with `--json`. */
  readonly json: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Record<string, unknown>>;
  readonly write: (file: string, text: string) => void;
  readonly read: (file: string) => string;
  readonly end: () => Promise<void>;
}

/** Starts an emulated org, and links the plugin, packed and installed, into the sf CLI of the registry. */
export async function startSf(): Promise<SfWithPlugin> {
  const [program, plugin] = await Promise.all([findSf(), installPlugin()]);
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-sf-plugin-"));
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const client = { ...defaultClient, publicKey: publicKey.export({ format: "jwk" }) };
  const emulator = createEmulator({ clients: [client], queueTime: 0, processTime: 0 });
  const server = await listen(emulator);
  const sf: SfWithPlugin["sf"] = async (args, env = {}) =>
    await new Promise((resolve) => {
      const child = execFile(
        program.node,
        ["--no-deprecation", program.script, ...args],
        { cwd: folder, env: { ...sfEnvironment(folder), ...env }, maxBuffer: 64 * 1024 * 1024 },
        (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
      child.stdin?.end();
    });
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  write("server.key", privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  const linked = await sf(["plugins", "link", plugin.root, "--no-install"]);
  if (linked.code !== 0) throw new Error(linked.stderr);
  return {
    emulator,
    plugin,
    folder,
    signIn: words(
      `org login jwt --client-id ${defaultClient.clientId} --jwt-key-file server.key --alias jwt`,
      `--username ${defaultUser.username} --instance-url ${server.url}`,
    ),
    byToken: { SF_TARGET_ORG: emulator.accessToken, SF_ORG_INSTANCE_URL: server.url },
    sf,
    inShell: (env) => ({
      line: `"${program.node}" --no-deprecation "${program.script}" "$@"`,
      env: { ...sfEnvironment(folder), ...env },
    }),
    json: async (args, env) => {
      const { stdout, stderr } = await sf([...args, "--json"], env);
      if (stdout.trim() === "") throw new Error(`sf ${args.join(" ")} printed no JSON: ${stderr}`);
      return JSON.parse(stdout) as Record<string, unknown>;
    },
    write,
    read: (file) => readFileSync(join(folder, file), "utf8"),
    end: async () => {
      await server.close();
      plugin.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const words = (...lines: readonly string[]): string[] => lines.flatMap((line) => line.split(" "));
