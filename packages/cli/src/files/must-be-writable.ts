import { mkdir, mkdtemp, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { usageError } from "../arguments/usage-error.ts";

/**
 * Sees that results can be written to a folder, and makes it where it is not there, before there are any.
 *
 * @throws UsageError.
 */
export async function mustBeWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await rmdir(await mkdtemp(join(folder, ".sfbulk-")));
  } catch (error) {
    throw usageError(
      `Cannot write results to ${folder}: ${(error as Error).message}`,
      "Choose another folder: --output-dir <folder>",
    );
  }
}
