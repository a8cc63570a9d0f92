import * as sfbulk from "@sfbulk/node";
import { createEmulator } from "@sfbulk/emulator";
import { conformanceCases, prepareCase } from "@sfbulk/emulator/conformance";
import { listen } from "@sfbulk/emulator/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isLong } from "../../tools/is-long.mjs";

// The same cases as the runners', on the sources, with readable differences and coverage. Over HTTP the matrix runs them
// on the sources too, and here the long run does.
const emulator = createEmulator();
const { control } = emulator;
const adapter = sfbulk.nodeAdapter({ proxy: false });
let server: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  server = await listen(emulator);
});
afterAll(async () => {
  await adapter.close();
  await server.close();
});

test("the names are unique", () => {
  const names = conformanceCases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

const ways: readonly [way: string, fetch: sfbulk.FetchAdapter, instanceUrl: () => string][] = [
  ["in process", emulator.fetch, () => emulator.instanceUrl],
  ["HTTP, fetch", globalThis.fetch, () => server.url],
  ["HTTP, nodeAdapter", adapter, () => server.url],
];

describe.each(isLong ? ways : ways.slice(0, 1))("%s", (_, fetch, instanceUrl) => {
  test.each(conformanceCases)("$name", { timeout: 30_000 }, async ({ run }) => {
    await run(await prepareCase({ sfbulk, fetch, instanceUrl: instanceUrl(), control }));
  });
});
