import { argumentError } from "../errors/argument-error.ts";
import { checkObject } from "./check-object.ts";
import { checkSignal } from "./check-signal.ts";
import { describeValue } from "./describe-value.ts";
import { nearestName } from "./nearest-name.ts";

/** Every name that an object of options may have. The compiler sees to it that none is missing and none too many. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>;

/**
 * Refuses names that an object of options does not have: what is misspelt would be ignored without a word. The names are
 * checked and not the values, but for `signal`, which is the same everywhere.
 *
 * @param name - What the caller calls the object: `options`, `spec`, or the option that holds it, `retry`.
 * @throws TypeError that says which name was meant, or which there are; also for what is no object.
 * @example
 * ```ts
 * import { checkOptions, type FetchAdapter } from "@sfbulk/core";
 *
 * function loggingAdapter(options: { prefix?: string } = {}): FetchAdapter {
 *   checkOptions("options", options, { prefix: true });
 *   return (url, init) => (console.log(options.prefix, url), fetch(url, init));
 * }
 * ```
 */
export function checkOptions<T extends object>(name: string, options: T | undefined, names: OptionNames<T>): void {
  if (options === undefined) return;
  checkObject(name, options);
  for (const key of Object.keys(options)) if (!Object.hasOwn(names, key)) throw unknownOption(name, key, names);
  if ("signal" in names && "signal" in options) checkSignal(options.signal);
}

function unknownOption(name: string, key: string, names: Readonly<Record<string, true>>): TypeError {
  const known = Object.keys(names);
  const near = nearestName(key, known);
  const place = name === "options" || name === "spec" ? "" : `${name}.`;
  return argumentError(
    "UnknownOption",
    `Cannot use option ${describeValue(place + key)}: ${near === undefined ? `expected one of ${known.join(", ")}` : `did you mean "${near}"?`}`,
  );
}
