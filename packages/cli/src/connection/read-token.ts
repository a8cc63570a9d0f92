import { text } from "node:stream/consumers";
import { usageError } from "../arguments/usage-error.ts";

/** Reads an access token from standard input: alone, or in the JSON with which the sf CLI shows one. */
export async function readToken(): Promise<string> {
  if (process.stdin.isTTY) {
    throw usageError(
      "Cannot read the token from a terminal, where it would be seen",
      "Pass it through a pipe: sf org auth show-access-token --json | sfbulk … --token-stdin --instance-url <url>",
    );
  }
  const given = (await text(process.stdin)).trim();
  const token = given.startsWith("{") ? fromJson(given) : given;
  if (token !== "") return token;
  throw usageError(
    "Cannot find an access token in standard input: expected the token, or what the sf CLI prints with --json",
    "See whether this prints one: sf org auth show-access-token --json",
  );
}

function fromJson(given: string): string {
  try {
    const { result } = JSON.parse(given) as { result?: { accessToken?: unknown } };
    return typeof result?.accessToken === "string" ? result.accessToken : "";
  } catch {
    // The parser's words would quote what may be a token.
    return "";
  }
}
