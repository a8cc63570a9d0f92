import { type ClosedJob, settleClose } from "@sfbulk/browser";
import { type Scenario, type ScenarioOutcome, stageScenario } from "@sfbulk/emulator";
import { runInstanceUrl } from "../org/emulated-host.ts";
import { openEmulatedOrg } from "../org/emulated-org.ts";
import { connectionFor } from "../org/org.ts";

/** What a scenario came to. */
export interface ScenarioResult {
  readonly outcome: ScenarioOutcome;
  /** In the library's words. */
  readonly text: string;
  readonly asExpected: boolean;
  /** The name under which its exchanges were recorded. */
  readonly action: string;
  readonly milliseconds: number;
}

/** How patient the client is: as it is by default, or so that a person need not wait. */
export type Patience = "quick" | "default";

const endless: ReadonlySet<string> = new Set(["never-answers", "body-stalled"]);

/** Where an answer never comes, it is waited for so long, in milliseconds. */
const shortTimeout = 2000;

let runs = 0;

/** Plays a scenario to its end, in an org of its own, and compares what came of it with the table. */
export async function runScenario(scenario: Scenario, patience: Patience): Promise<ScenarioResult> {
  const { id, name, setup, expected } = scenario;
  const run = ++runs;
  const org = await openEmulatedOrg(runInstanceUrl(`${Date.now().toString(36)}-${run}`));
  const { control } = org;
  if (control === undefined) throw new Error("An emulated org has a control");
  await stageScenario(control, scenario);
  const action = `Scenario ${name} (run ${run})`;
  const connection = connectionFor(org, action, {
    ...(setup.renewable ? {} : { accessToken: await control.issueToken() }),
    ...(patience === "quick" ? { retry: { baseDelay: 60 } } : {}),
    ...(setup.faults.some(({ kind }) => endless.has(kind)) ? { attemptTimeout: shortTimeout } : {}),
  });
  const began = performance.now();
  const told = await settleClose(connection, id).catch((error: unknown) => error as ClosingError);
  const milliseconds = performance.now() - began;
  const jobState = (await control.job(id))?.state;
  const outcome = { ...outcomeOf(told), ...(jobState === undefined ? {} : { jobState }) } as ScenarioOutcome;
  const asExpected = Object.entries(expected).every(([key, value]) => Reflect.get(outcome, key) === value);
  return { outcome, text: textOf(told), asExpected, action, milliseconds };
}

type ClosingError = Error & { readonly attempts?: number; readonly exceptionCode?: string };

function outcomeOf(told: ClosedJob | ClosingError): object {
  if (!(told instanceof Error)) return { outcome: told.outcome, verifiedBy: told.verifiedBy, attempts: told.attempts };
  const { name, exceptionCode, attempts } = told;
  return { outcome: name, attempts, ...(exceptionCode === undefined ? {} : { exceptionCode }) };
}

function textOf(told: ClosedJob | ClosingError): string {
  if (told instanceof Error) return told.message;
  const by = told.verifiedBy === "reply" ? "the reply to the close says so" : "reading the job afterwards says so";
  return `The job is ${told.job.state}: ${by}`;
}
