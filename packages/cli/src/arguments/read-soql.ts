import { createReadStream } from "node:fs";
import { addAbortSignal } from "node:stream";
import { text } from "node:stream/consumers";
import { objectOfQuery } from "@sfbulk/node";
import { usageError } from "./usage-error.ts";

/**
 * Reads the query that a call names: its argument, a file, or standard input (`-`).
 *
 * @throws UsageError where there is none, or more than one, or where it cannot be read; the reason of the signal.
 */
export async function readSoql(
  args: readonly string[],
  file: string | undefined,
  tokenStdin: boolean,
  signal: AbortSignal,
): Promise<string> {
  const [argument] = args;
  if (file !== undefined && argument !== undefined) {
    throw usageError("Cannot take the query from the argument and from --file at once");
  }
  const fromStdin = file === "-" || argument === "-";
  if (fromStdin && tokenStdin) {
    throw usageError(
      "Cannot read both the query and the token from standard input",
      "Give the query by --file, or the token by the variable SF_ACCESS_TOKEN",
    );
  }
  const found = fromStdin
    ? await readText(process.stdin, "standard input", signal)
    : file === undefined
      ? argument
      : await readText(createReadStream(file), file, signal);
  const soql = (found ?? "").trim();
  if (soql === "") throw usageError("Cannot tell what to query: expected SOQL in quotes, --file, or - for stdin");
  if (objectOfQuery(soql) !== undefined) return soql;
  throw usageError(
    `Cannot find the object of the query ${JSON.stringify(soql.slice(0, 80))}: expected "SELECT … FROM …"`,
    "Put the query in quotes, or read it from a file: --file <path>",
  );
}

async function readText(
  input: NodeJS.ReadStream | ReturnType<typeof createReadStream>,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await text(addAbortSignal(signal, input));
  } catch (error) {
    signal.throwIfAborted();
    const why = (error as Error).message;
    throw usageError(`Cannot read the query from ${name}: ${why}`, "See whether the file is there and may be read");
  } finally {
    input.destroy();
  }
}
