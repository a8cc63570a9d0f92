/**
 * The cases that prove an adapter or a runtime, free of any test framework.
 *
 * @module
 */
export type { ConformanceCase, ConformanceContext } from "./cases/conformance-case.ts";
export { conformanceCases } from "./conformance-cases.ts";
export { type ConformanceResult, type ConformanceSetup, prepareCase, runConformance } from "./run-conformance.ts";
