import type { MatrixRun } from "./matrix-run.ts";

/** Something that was to hold, and did not. */
export interface MatrixFailure {
  /** Where: runtime, form of the library and way. */
  readonly where: string;
  /** The case. */
  readonly name: string;
  readonly error: string;
}

/** Lists every case that does not hold, and every run that broke off. */
export const listFailures = (runs: readonly MatrixRun[]): readonly MatrixFailure[] =>
  runs.flatMap(({ runtime, version, variant, columns, error }) => {
    const where = `${runtime} (${version}), ${variant}`;
    if (error !== undefined) return [{ where, name: "the run broke off", error }];
    return columns.flatMap(({ way, outcomes }) =>
      outcomes.flatMap((outcome) =>
        outcome.error === undefined ? [] : [{ where: `${where}, ${way}`, name: outcome.name, error: outcome.error }],
      ),
    );
  });
