import {
  type Connection,
  envConnection,
  isSfbulkError,
  type NodeAdapter,
  nodeAdapter,
  normaliseInstanceUrl,
  normaliseVersion,
  sfConnection,
  type TokenSource,
  zlibCompress,
  zlibCompressChunks,
  zlibDecompress,
} from "@sfbulk/node";
import type { CommonValues } from "../arguments/common-options.ts";
import { usageError } from "../arguments/usage-error.ts";
import { isKnownToSf } from "../kept-orgs/is-known-to-sf.ts";
import type { KeptOrg } from "../kept-orgs/kept-org.ts";
import { findKeptOrg, readDefaultAlias } from "../kept-orgs/read-kept-orgs.ts";
import { commandError } from "../output/command-error.ts";
import type { Output } from "../output/output.ts";
import { connectKept } from "./connect-kept.ts";
import { explained } from "./explained.ts";
import type { Org } from "./org.ts";
import { readToken } from "./read-token.ts";

/** A session that something else than a command line looks after. */
export interface Session {
  readonly instanceUrl: string;
  readonly accessToken: TokenSource;
  readonly version: string;
}

/** Gives the session of an org by its alias or user name, or that of the default org. */
export type FindSession = (targetOrg: string | undefined) => Promise<Session>;

/**
 * Connects to the orgs that a call means: those named with `--target-org`, the one whose token comes from standard input
 * or the environment, the default of `sfbulk login`, or the sf CLI's.
 *
 * @param findSession - Knows all orgs. Default: the sf CLI is asked, as a process of its own, and `sfbulk login`.
 * @throws UsageError, what `envConnection` and `sfConnection` throw, and why an org of `sfbulk login` gives no session.
 */
export async function connectOrgs(
  values: CommonValues,
  output: Output,
  signal: AbortSignal,
  findSession?: FindSession,
): Promise<readonly Org[]> {
  const { targetOrg = [], instanceUrl, tokenStdin } = values;
  if (targetOrg.length > 0 && (instanceUrl !== undefined || tokenStdin === true)) {
    throw usageError(
      "Cannot use --target-org together with --instance-url or --token-stdin: its address and its session are known",
    );
  }
  const version = values.apiVersion === undefined ? undefined : readVersion(values.apiVersion);
  const finish = (org: Org): Org => {
    const own = version === undefined ? org.connection : { ...org.connection, version };
    return { ...org, connection: values.explain === true ? explained(own, output) : own };
  };
  const named = targetOrg.length > 0 ? targetOrg : findSession === undefined ? defaultOrgs(values) : [""];
  if (named === undefined) return [finish(await connectDirectly(values))];
  const orgs: Org[] = [];
  for (const name of new Set(named)) {
    // One after another: the sf CLI locks its own files.
    orgs.push(
      finish(findSession === undefined ? await connectByName(name, signal) : await fromSession(name, findSession)),
    );
  }
  return orgs;
}

let adapter: NodeAdapter | undefined;

/** The same by who knows all orgs; what it says is made with what other connections are made with. */
async function fromSession(name: string, findSession: FindSession): Promise<Org> {
  const session = await findSession(name === "" ? undefined : name);
  return {
    connection: {
      ...session,
      fetch: (adapter ??= nodeAdapter()),
      gzip: { compress: zlibCompress, compressChunks: zlibCompressChunks, decompress: zlibDecompress },
    },
    label: name === "" ? new URL(session.instanceUrl).host : name,
    words: wordsOf(name),
    from: { by: "inside" },
  };
}

/** Connects to an org by its name, or to the default one. Where both know a name, it is the sf CLI's. */
async function connectByName(name: string, signal: AbortSignal): Promise<Org> {
  const alias = name === "" ? await readDefaultAlias() : name;
  const kept = alias === undefined ? undefined : await findKeptOrg(alias);
  if (kept !== undefined && (name === "" || !(await isKnownToSf(name)))) return await fromKept(name, kept, signal);
  try {
    const connection = await sfConnection({ ...(name === "" ? {} : { targetOrg: name }), signal });
    const label = name === "" ? new URL(connection.instanceUrl).host : name;
    return { connection, label, words: wordsOf(name), from: { by: "sf" } };
  } catch (error) {
    if (!isSfbulkError(error) || error.code !== "SfCliMissing") throw error;
    // What the sf CLI knew it knows no more where it is gone.
    if (kept !== undefined) return await fromKept(name, kept, signal);
    throw nowhere(name, error);
  }
}

const nowhere = (name: string, cause: Error): Error =>
  commandError(
    "SfCliMissing",
    name === ""
      ? "Cannot tell which org is meant: none is named, sfbulk login has no default, and there is no sf CLI on PATH"
      : `Cannot find the org "${name}": sfbulk login is not signed in to it, and there is no sf CLI on PATH`,
    {
      actions: [
        name === "" ? "Name one: --target-org <alias>" : "See what there is with: sfbulk orgs",
        "Sign in to one: sfbulk login --help",
        "Or set the variables SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL",
        "Or install the sf CLI: npm install --global @salesforce/cli",
      ],
      cause,
    },
  );

const fromKept = async (name: string, kept: KeptOrg, signal: AbortSignal): Promise<Org> => ({
  connection: await connectKept(kept, signal),
  label: kept.alias,
  words: wordsOf(name),
  from: { by: "sfbulk", kept },
});

const wordsOf = (name: string): readonly string[] => (name === "" ? [] : ["--target-org", name]);

/** Says which org is meant where none is named; `undefined` where a token is at hand. */
function defaultOrgs({ instanceUrl, tokenStdin }: CommonValues): readonly string[] | undefined {
  const { env } = process;
  const hasToken = [env["SF_ACCESS_TOKEN"], env["SFDX_ACCESS_TOKEN"]].some((token) => (token ?? "").trim() !== "");
  if (instanceUrl !== undefined || tokenStdin === true || hasToken) return undefined;
  return [env["SF_TARGET_ORG"]?.trim() ?? ""];
}

async function connectDirectly({ instanceUrl, tokenStdin }: CommonValues): Promise<Org> {
  const { env } = process;
  const origin =
    instanceUrl === undefined ? undefined : readOption("--instance-url", instanceUrl, normaliseInstanceUrl);
  const token = tokenStdin === true ? await readToken() : await emulatorToken(origin);
  const connection: Connection = envConnection({
    env: {
      ...env,
      ...(origin === undefined ? {} : { SF_ORG_INSTANCE_URL: origin }),
      ...(token === undefined ? {} : { SF_ACCESS_TOKEN: token }),
    },
  });
  return {
    connection,
    label: new URL(connection.instanceUrl).host,
    words: origin === undefined ? [] : ["--instance-url", origin],
    from: { by: "token" },
  };
}

/**
 * Gives the token of the emulator for an address of this computer, where none is set: it is the same in every emulator,
 * and opens nothing else.
 */
async function emulatorToken(origin: string | undefined): Promise<string | undefined> {
  const { env } = process;
  if (origin?.startsWith("http:") !== true || (env["SF_ACCESS_TOKEN"] ?? env["SFDX_ACCESS_TOKEN"] ?? "") !== "") {
    return undefined;
  }
  const { createEmulator } = await import("@sfbulk/emulator");
  return createEmulator().accessToken;
}

/** Reads an option as core does, and takes what it refuses for a wrong call. */
/** Reads `--api-version`. */
export const readVersion = (version: string): string => readOption("--api-version", version, normaliseVersion);

function readOption(name: string, value: string, read: (value: string, name: string) => string): string {
  try {
    return read(value, name);
  } catch (error) {
    throw isSfbulkError(error) ? usageError(error.message) : error;
  }
}
