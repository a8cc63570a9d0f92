/** Says in one line what the parser of the sf CLI says in several, and without its advice, of which there is a better one. */
export async function plainly<Value>(parsed: Promise<Value>): Promise<Value> {
  try {
    return await parsed;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Error(inOneLine(error.message), { cause: error });
  }
}

/**
 * `Missing 1 required arg:` has what is missing below it, with a description, which may go on in lines that are indented,
 * and behind an empty line what is known of it.
 */
function inOneLine(message: string): string {
  const [first = "", ...others] = message.split("\n");
  if (!first.endsWith(":")) return first;
  const end = others.indexOf("");
  const listed = others
    .slice(0, end === -1 ? undefined : end)
    .filter((line) => !line.startsWith(" "))
    .map((line) => line.split("  ")[0]);
  return `${first} ${listed.join(", ")}`;
}
