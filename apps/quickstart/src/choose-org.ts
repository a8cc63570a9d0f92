import { createInterface } from "node:readline/promises";
import { type Connection, envConnection, nodeAdapter } from "@sfbulk/node";
import { createEmulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { printNote } from "./print.ts";

/** An org to work with. */
export interface Org {
  readonly connection: Connection;
  readonly name: string;
  /** Lets go of what was started for it. */
  readonly close: () => Promise<void>;
}

/**
 * Takes the org that `SF_ACCESS_TOKEN` and `SF_ORG_INSTANCE_URL` name, after asking; without them an emulator that it
 * starts on a free loopback port.
 *
 * @param sure - Whether the question is answered already.
 * @returns `undefined` where the answer was no.
 */
export async function chooseOrg(sure: boolean, what: string): Promise<Org | undefined> {
  const adapter = nodeAdapter();
  const { SF_ACCESS_TOKEN, SF_ORG_INSTANCE_URL } = process.env;
  if (SF_ACCESS_TOKEN !== undefined && SF_ORG_INSTANCE_URL !== undefined) {
    const connection = { ...envConnection(), fetch: adapter };
    printNote(`SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL are set: this ${what} in ${connection.instanceUrl}.`);
    if (!sure && !(await isSure())) {
      await adapter.close();
      return undefined;
    }
    return { connection, name: connection.instanceUrl, close: () => adapter.close() };
  }
  const emulator = createEmulator();
  const server = await listen(emulator);
  return {
    connection: { instanceUrl: server.url, accessToken: emulator.accessToken, fetch: adapter },
    name: `an emulated org at ${server.url}`,
    close: async () => {
      await adapter.close();
      await server.close();
    },
  };
}

async function isSure(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write("Nobody can answer here: say --yes, or unset them to use the emulator.\n");
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("  Go on? [y/N] ");
  terminal.close();
  return /^y(?:es)?$/i.test(answer.trim());
}
