import { bulk2Scenarios } from "./bulk-2-scenarios.ts";
import { connectionScenarios } from "./connection-scenarios.ts";
import { refusalScenarios } from "./refusal-scenarios.ts";
import type { Scenario } from "./scenario.ts";
import { stateScenarios } from "./state-scenarios.ts";
import { troubleScenarios } from "./trouble-scenarios.ts";

/**
 * Lists the ways in which the closing of a job can go, and work with jobs of Bulk API 2.0, and what a client should come to in each: the table behind the
 * emulator's seeded jobs, the conformance cases, the demo and the documentation.
 *
 * What is expected of a client is what `@sfbulk/core` promises: five attempts at most, two of them for status 420, a
 * lost answer settled by reading the job, and one renewal of the session.
 */
export const scenarios: readonly Scenario[] = [
  ...stateScenarios,
  ...connectionScenarios,
  ...troubleScenarios,
  ...refusalScenarios,
  ...bulk2Scenarios,
];
