/**
 * A Salesforce org with Bulk API 1.0 and 2.0 in one process: a `fetch` function for tests, or a handler for a server.
 *
 * @module
 */
export { connectControl } from "./control/connect-control.ts";
export type { EmulatorControl, SessionSeed } from "./control/emulator-control.ts";
export type { IngestJobSeed, JobSeed, QueryJobSeed } from "./seeding/job-seeds.ts";
export type { Exchange, UnhandledRequest } from "./control/exchange-log.ts";
export type { OrgFile } from "./control/org-file.ts";
export { createEmulator } from "./emulator/create-emulator.ts";
export type { Emulator } from "./emulator/emulator.ts";
export type { EmulatorOptions } from "./options/emulator-options.ts";
export type { Applied, Fault, FaultKind, FaultTarget, FaultTiming, Page, SessionForm } from "./faults/fault.ts";
export { faultKinds } from "./faults/fault-handlers.ts";
export type { Bulk2Info } from "./org/bulk-2/bulk-2-info-of.ts";
export type { JobStateName } from "./org/state/job.ts";
export { objectsFromDescribe } from "./options/objects-from-describe.ts";
export { defaultObjects, type FieldSchema, type ObjectSchema } from "./options/object-schema.ts";
export { defaultUserId } from "./org/state/org.ts";
export type { Permission } from "./options/permission.ts";
export { defaultClient, type OAuthClient } from "./options/oauth-client.ts";
export { defaultUser, type OrgUser } from "./options/org-user.ts";
export type { Scenario, ScenarioCall, ScenarioOutcome } from "./scenarios/scenario.ts";
export { scenarios } from "./scenarios/scenarios.ts";
export { stageScenario } from "./control/stage-scenario.ts";
export type { Operation } from "./wire/request/operation-of.ts";
export { compareRecording, type Difference } from "./recording/compare-recording.ts";
export { createRecorder, type Recorder, type RecorderOptions } from "./recording/record-exchanges.ts";
export type { RecordedExchange, Recording } from "./recording/recording.ts";
