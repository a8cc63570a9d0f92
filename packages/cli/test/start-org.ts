import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator, type Emulator, type EmulatorOptions } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";

/** An emulated org on a port, and a folder for the files of one test. */
export interface TestOrg {
  readonly emulator: Emulator;
  readonly url: string;
  readonly folder: string;
  /** The environment that points the command at it, and at nothing else. */
  readonly env: Readonly<Record<string, string>>;
  readonly read: (file: string) => string;
  readonly end: () => Promise<void>;
}

/**
 * The addresses that orgs of this process have had. What core has found out of a job, by its org's address, is true for as
 * long as it runs: an org with the address of an earlier one, and a job of the same id by the other API, is no real one.
 */
const had = new Set<string>();

async function listenAnew(emulator: Emulator): ReturnType<typeof listen> {
  const server = await listen(emulator);
  if (!had.has(server.url)) {
    had.add(server.url);
    return server;
  }
  const other = await listenAnew(emulator);
  await server.close();
  return other;
}

/** Starts an org whose batches are processed at once, unless the options say otherwise. */
export async function startOrg(options: EmulatorOptions = {}): Promise<TestOrg> {
  const emulator = createEmulator({ queueTime: 0, processTime: 0, ...options });
  const server = await listenAnew(emulator);
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-"));
  return {
    emulator,
    url: server.url,
    folder,
    env: { SF_ORG_INSTANCE_URL: server.url, SF_ACCESS_TOKEN: emulator.accessToken },
    read: (file) => readFileSync(join(folder, file), "utf8"),
    end: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
