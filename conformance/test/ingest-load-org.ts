import type { Connection } from "@sfbulk/core";
import type { Emulator } from "@sfbulk/emulator";
import { quick, type start } from "./load-org.ts";

export const api = { ...quick, api: "2.0" } as const;
export type Org = ReturnType<typeof start>;

/** What was asked for, GETs left out. */
export const changesOf = async ({ control }: Emulator): Promise<string[]> =>
  (await control.exchanges()).filter(({ method }) => method !== "GET").map(({ operation }) => operation);
export const statesOf = async ({ control }: Emulator): Promise<string[]> =>
  (await control.bulk2Jobs()).map(({ state }) => state);
/** Has something done to the requests of a method whose address ends so. */
export const withLine = (
  { emulator, connection }: Org,
  method: string,
  end: RegExp,
  line: (send: () => Promise<Response>, count: number) => Promise<Response>,
): Connection => {
  let count = 0;
  const fetch: Connection["fetch"] = async (url, init) => {
    const send = async (): Promise<Response> => await emulator.fetch(url, init);
    return init.method === method && end.test(url) ? await line(send, ++count) : await send();
  };
  return { ...connection, fetch };
};
export const readsJob = /\/jobs\/ingest\/\w+$/;
/** The org's clock goes on whenever a job is read. */
export const moving = (org: Org, milliseconds = 60_000): Connection =>
  withLine(org, "GET", readsJob, async (send) => {
    await org.emulator.control.advance(milliseconds);
    return await send();
  });
export const gone = (): Error => Object.assign(new Error("the process is gone"), { retry: false });
