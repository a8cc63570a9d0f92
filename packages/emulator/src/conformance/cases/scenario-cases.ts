import type * as Core from "@sfbulk/core";
import { scenarios } from "../../scenarios/scenarios.ts";
import type { Scenario, ScenarioCall } from "../../scenarios/scenario.ts";
import { stageScenario } from "../../control/stage-scenario.ts";
import type { ConformanceCase, ConformanceContext } from "./conformance-case.ts";
import { expectEqual } from "./expect.ts";

/** How long a scenario waits for what never comes, in milliseconds: long enough for a busy machine to answer in. */
const patience = 1500;
const endless: ReadonlySet<string> = new Set(["never-answers", "body-stalled", "upload-stalled"]);

/** What a call came to. */
interface Told {
  readonly outcome: string;
  readonly verifiedBy?: string;
  readonly attempts?: number;
  readonly rows?: readonly number[];
}

type Play = (context: ConformanceContext, connection: Core.Connection, scenario: Scenario) => Promise<Told>;

const waitFor = ({ expected }: Scenario): typeof soon => (expected.outcome === "WaitTimeoutError" ? inVain : soon);

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

/** Times are milliseconds. */
const soon = { minInterval: 10, maxInterval: 20, waitTimeout: patience };
/** How a wait is made that is to be in vain. */
const inVain = { ...soon, waitTimeout: 50 };

const plays: Readonly<Record<ScenarioCall, Play>> = {
  closeJob: async ({ sfbulk }, connection, { id }) => await sfbulk.settleClose(connection, id),
  closeIngestJob: async ({ sfbulk, control }, connection, { id }) => {
    await sfbulk.closeIngestJob(connection, id);
    await control.advance(60_000);
    return { outcome: "closed" };
  },
  uploadIngestRows: async ({ sfbulk }, connection, { id }) => {
    await sfbulk.uploadIngestRows(connection, { id }, '"LastName"\n"Lovelace"\n"Hopper"\n');
    return { outcome: "uploaded" };
  },
  waitForIngestJob: async ({ sfbulk }, connection, scenario) => ({
    outcome: (await sfbulk.waitForIngestJob(connection, scenario.id, waitFor(scenario))).state,
  }),
  ingestResults: async ({ sfbulk, control }, connection, { id }) => {
    await control.advance(60_000);
    const job = await sfbulk.waitForIngestJob(connection, id, soon);
    const rows: number[] = [];
    for (const kind of ["successful", "failed", "unprocessed"] as const) {
      rows.push((await collect(sfbulk.ingestResults(connection, job, kind))).length);
    }
    return { outcome: job.state, rows };
  },
  waitForQueryJob: async ({ sfbulk }, connection, scenario) => ({
    outcome: (await sfbulk.waitForQueryJob(connection, scenario.id, waitFor(scenario))).state,
  }),
  queryJobResults: async ({ sfbulk, control }, connection, { id }) => {
    const found = (await collect(sfbulk.queryJobResults(connection, id))).map((record) => record["Id"]);
    const users = (await control.records("User")).map((record) => record["Id"]);
    expectEqual(found, users, "the rows");
    return { outcome: "read" };
  },
};

async function play(context: ConformanceContext, scenario: Scenario): Promise<void> {
  const { connect, control } = context;
  const { id, call, setup, expected } = scenario;
  await stageScenario(control, scenario);
  const changes: Partial<Core.Connection> = setup.faults.some(({ kind }) => endless.has(kind))
    ? { attemptTimeout: patience, stallTimeout: patience }
    : {};
  const first = await control.issueToken({});
  const connection = connect({
    ...changes,
    accessToken: setup.renewable
      ? async (rejected) => (rejected === undefined ? first : await control.issueToken({}))
      : first,
  });
  const told = await plays[call](context, connection, scenario).catch(
    (error: unknown) => error as Error & Record<string, unknown>,
  );
  const outcome = told instanceof Error ? told.name : told.outcome;
  const about = told instanceof Error ? ` (${told.message})` : "";
  expectEqual(outcome, expected.outcome, `the outcome${about}`);
  if (expected.attempts !== undefined) expectEqual(told.attempts, expected.attempts, `the attempts${about}`);
  if (expected.verifiedBy !== undefined && !(told instanceof Error))
    expectEqual(told.verifiedBy, expected.verifiedBy, "the proof");
  if (expected.rows !== undefined && !(told instanceof Error)) expectEqual(told.rows, expected.rows, "the rows");
  if (expected.exceptionCode !== undefined && told instanceof Error) {
    expectEqual(told["exceptionCode"], expected.exceptionCode, "Salesforce's code");
  }
  const job = (await control.job(id)) ?? (await control.bulk2Job(id));
  expectEqual(job?.state, expected.jobState, "the job's state in the org");
}

/** Every scenario of the emulator, played to its end. */
export const scenarioCases: readonly ConformanceCase[] = scenarios.map((scenario) => ({
  name: `scenario ${scenario.name}: ${scenario.story}`,
  run: async (context) => await play(context, scenario),
}));
