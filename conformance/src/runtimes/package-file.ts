import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Gives the path of a file within an installed package, also where its `exports` do not show it.
 *
 * @param from - The file whose import it would be. Default: this one, for a package that this one depends on.
 */
export const packageFile = (name: string, file: string, from: string = import.meta.url): string =>
  join(dirname(createRequire(from).resolve(`${name}/package.json`)), file);
