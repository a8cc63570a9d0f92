/** What came of all cases, run in one way on one runtime. */
export interface CaseColumn {
  /** How the requests travelled: `in process`, `HTTP`. */
  readonly way: string;
  readonly outcomes: readonly CaseOutcome[];
}

/** What came of one case, as plain data: it leaves the runtime as JSON. */
interface CaseOutcome {
  readonly name: string;
  /** What was wrong; absent where the case holds. */
  readonly error?: string;
  readonly milliseconds: number;
}

/** In which ways cases are run: within the runtime alone, with each of its adapters over HTTP, or both. */
export type Ways = "all" | "in process" | "HTTP";

/** What a program of cases is told. */
export interface CaseArguments {
  /** Where an emulator listens, which nobody else uses meanwhile. */
  readonly serverUrl: string;
  readonly ways: Ways;
  /** The names of the cases to run. Absent: all of them. */
  readonly names?: readonly string[];
}
