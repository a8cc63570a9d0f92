import type * as Core from "@sfbulk/core";
import { scenarios } from "../../scenarios/scenarios.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { stageScenario } from "../../control/stage-scenario.ts";
import type { ConformanceCase, ConformanceContext } from "./conformance-case.ts";
import { expectEqual } from "./expect.ts";

/** How long a scenario waits for what never comes, in milliseconds: long enough for a busy machine to answer in. */
const attemptTimeout = 700;
const endless: ReadonlySet<string> = new Set(["never-answers", "body-stalled"]);

async function play({ sfbulk, connect, control }: ConformanceContext, scenario: Scenario): Promise<void> {
  const { id, setup, expected } = scenario;
  await stageScenario(control, scenario);
  const changes: Partial<Core.Connection> = setup.faults.some(({ kind }) => endless.has(kind))
    ? { attemptTimeout }
    : {};
  const first = await control.issueToken({});
  const connection = connect({
    ...changes,
    accessToken: setup.renewable
      ? async (rejected) => (rejected === undefined ? first : await control.issueToken({}))
      : first,
  });
  const told = await sfbulk
    .settleClose(connection, id)
    .catch((error: unknown) => error as Error & Record<string, unknown>);
  const outcome = told instanceof Error ? told.name : told.outcome;
  const about = told instanceof Error ? ` (${told.message})` : "";
  expectEqual(outcome, expected.outcome, `the outcome${about}`);
  if (expected.attempts !== undefined) expectEqual(told.attempts, expected.attempts, `the attempts${about}`);
  if (expected.verifiedBy !== undefined && !(told instanceof Error))
    expectEqual(told.verifiedBy, expected.verifiedBy, "the proof");
  if (expected.exceptionCode !== undefined && told instanceof Error) {
    expectEqual(told["exceptionCode"], expected.exceptionCode, "Salesforce's code");
  }
  expectEqual((await control.job(id))?.state, expected.jobState, "the job's state in the org");
}

/** Every scenario of the emulator, played to its end. */
export const scenarioCases: readonly ConformanceCase[] = scenarios.map((scenario) => ({
  name: `scenario ${scenario.name}: ${scenario.story}`,
  run: async (context) => await play(context, scenario),
}));
