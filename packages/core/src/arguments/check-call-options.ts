import { checkOptions, type OptionNames } from "./check-options.ts";

/** What every call takes. */
interface Stoppable {
  readonly signal?: AbortSignal | undefined;
}

const names: OptionNames<Stoppable> = { signal: true };

/**
 * Checks the options of a call that has none but `signal`.
 *
 * @throws TypeError for any other name, and for what is no signal.
 */
export const checkCallOptions = (options: Stoppable | undefined): void => checkOptions("options", options, names);
