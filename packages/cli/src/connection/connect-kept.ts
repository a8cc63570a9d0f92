import {
  type Connection,
  type FetchAdapter,
  isSfbulkError,
  nodeAdapter,
  zlibCompress,
  zlibCompressChunks,
  zlibDecompress,
} from "@sfbulk/node";
import type { KeptOrg } from "../kept-orgs/kept-org.ts";
import { signInWords } from "../kept-orgs/sign-in-words.ts";
import { sourceOf } from "../kept-orgs/source-of.ts";
import { commandError } from "../output/command-error.ts";
import { untilDone } from "./until-done.ts";

/** One pool of connections for the process. */
let shared: FetchAdapter | undefined;

/** Gives what requests to orgs of `sfbulk login` travel by. */
export const keptAdapter = (): FetchAdapter => (shared ??= nodeAdapter());

/**
 * Connects to an org that was signed in to with `sfbulk login`.
 *
 * @throws an error with the command that signs in again, where Salesforce gives no token.
 */
export async function connectKept(org: KeptOrg, signal: AbortSignal): Promise<Connection> {
  const fetch = keptAdapter();
  const minding = untilDone(fetch, signal);
  // An answer with the next refresh token must not be lost: whoever asks for that waits for it.
  const accessToken = await sourceOf(org, org.kind === "browser" ? fetch : minding.fetch);
  try {
    const instanceUrl = await accessToken.instanceUrl();
    return {
      instanceUrl,
      accessToken,
      fetch,
      gzip: { compress: zlibCompress, compressChunks: zlibCompressChunks, decompress: zlibDecompress },
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!isSfbulkError(error)) throw error;
    throw commandError(error.code, error.message, {
      actions: [`Sign in again with: ${signInWords(org)}`],
      cause: error,
    });
  } finally {
    minding.done();
  }
}
