import { batches } from "./cases/batches.ts";
import { closing } from "./cases/closing.ts";
import { encodings } from "./cases/encodings.ts";
import { ingestJobs } from "./cases/ingest-jobs.ts";
import { ingestLoads } from "./cases/ingest-loads.ts";
import { lifecycle } from "./cases/lifecycle.ts";
import { loading } from "./cases/loading.ts";
import { preflight } from "./cases/preflight.ts";
import { queryJobs } from "./cases/query-jobs.ts";
import { results } from "./cases/results.ts";
import { scenarioCases } from "./cases/scenario-cases.ts";
import { sessions } from "./cases/sessions.ts";
import { signingIn } from "./cases/signing-in.ts";
import { undoing } from "./cases/undoing.ts";
import { waiting } from "./cases/waiting.ts";
import { wholeLife } from "./cases/whole-life.ts";
import type { ConformanceCase } from "./cases/conformance-case.ts";

/** Every case, the scenarios of the emulator included. Names are unique. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...closing,
  ...lifecycle,
  ...batches,
  ...wholeLife,
  ...preflight,
  ...loading,
  ...results,
  ...undoing,
  ...encodings,
  ...ingestJobs,
  ...ingestLoads,
  ...queryJobs,
  ...sessions,
  ...signingIn,
  ...waiting,
  ...scenarioCases,
];
