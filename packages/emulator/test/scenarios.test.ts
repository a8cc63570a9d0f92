import { afterAll, describe, expect, test } from "vitest";
import { type Connection, settleClose, toLongId } from "@sfbulk/core";
import { createEmulator, type Emulator, type Scenario, scenarios, stageScenario } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";

test("ids are valid, fixed and nobody else's; names are unique", () => {
  const ids = scenarios.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(ids.length);
  for (const id of ids) {
    expect(id).toMatch(/^7508Z00000Sc\d{3}/);
    expect(toLongId(id)).toBe(id);
  }
  // Documents and demos name them: these do not change.
  expect(scenarios.find(({ name }) => name === "answer-lost")?.id).toBe("7508Z00000Sc020QAB");
});

test("the table is plain data", () => {
  expect(JSON.parse(JSON.stringify(scenarios))).toEqual(scenarios);
});

/** The others are cases of every runtime. */
const closings = scenarios.filter(({ call }) => call === "closeJob");

/** Closes a scenario's job with core and compares what came of it with what the table says. */
async function play(
  emulator: Emulator,
  where: Pick<Connection, "instanceUrl" | "fetch">,
  one: Scenario,
): Promise<void> {
  const { control, accessToken } = emulator;
  const source = (rejected?: string): string | Promise<string> =>
    rejected === undefined ? accessToken : control.issueToken();
  const connection: Connection = {
    ...where,
    accessToken: one.setup.renewable ? source : accessToken,
    // Only where nothing comes is there anything to wait for.
    attemptTimeout: one.setup.faults.some(({ kind }) => kind === "never-answers" || kind === "body-stalled")
      ? 700
      : 20_000,
    retry: { baseDelay: 0, maxDelay: 0 },
  };
  const result = await settleClose(connection, one.id).then(
    ({ outcome, verifiedBy, attempts }) => ({ outcome, verifiedBy, attempts }),
    (error: Error & { exceptionCode?: string; attempts?: number }) => ({
      outcome: error.name,
      exceptionCode: error.exceptionCode,
      attempts: error.attempts,
    }),
  );
  const { jobState, ...expected } = one.expected;
  expect(result).toMatchObject(expected);
  expect((await control.job(one.id))?.state).toBe(jobState);
}

describe("in process, one at a time", () => {
  test.each(closings.map((one) => [one.name, one] as const))("%s", async (_, one) => {
    const emulator = createEmulator();
    await stageScenario(emulator.control, one);
    await play(emulator, { instanceUrl: emulator.instanceUrl, fetch: emulator.fetch }, one);
  });
});

describe("over a port, all of them there from the start", async () => {
  const emulator = createEmulator({ scenarios: true });
  const server = await listen(emulator);
  afterAll(() => server.close());
  test.each(closings.map((one) => [one.name, one] as const))("%s", async (_, one) => {
    await play(emulator, { instanceUrl: server.url, fetch: globalThis.fetch }, one);
  });

  test("and after a reset again", async () => {
    await emulator.control.reset();
    const [first] = closings;
    if (first !== undefined) await play(emulator, { instanceUrl: server.url }, first);
    expect((await emulator.control.jobs()).length).toBe(closings.length - 1);
    expect((await emulator.control.bulk2Jobs()).length).toBe(scenarios.length - closings.length);
  });
});
