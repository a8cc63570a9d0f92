import type { CommandOption } from "./command-option.ts";

/**
 * Gives options whose value may be left out an empty one where it is: they take a value behind `=` alone, and not the
 * argument that comes next.
 */
export function withEmptyValues(args: readonly string[], options: readonly CommandOption[]): string[] {
  const optional = new Set(options.flatMap(({ flags }) => /^(--[\w-]+) \[/.exec(flags)?.[1] ?? []));
  const end = args.indexOf("--");
  return args.map((arg, index) => (optional.has(arg) && (end === -1 || index < end) ? `${arg}=` : arg));
}
