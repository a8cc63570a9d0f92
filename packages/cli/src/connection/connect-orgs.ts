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
} from "@sfbulk/node";
import type { CommonValues } from "../arguments/common-options.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Output } from "../output/output.ts";
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
 * or the environment, or the sf CLI's default.
 *
 * @param findSession - Knows all orgs. Default: the sf CLI is asked, as a process of its own.
 * @throws UsageError, and what `envConnection` and `sfConnection` throw.
 */
export async function connectOrgs(
  values: CommonValues,
  output: Output,
  signal: AbortSignal,
  findSession?: FindSession,
): Promise<readonly Org[]> {
  const { targetOrg = [], instanceUrl, tokenStdin } = values;
  if (targetOrg.length > 0 && (instanceUrl !== undefined || tokenStdin === true)) {
    throw usageError("Cannot use --target-org together with --instance-url or --token-stdin: the sf CLI knows both");
  }
  const version =
    values.apiVersion === undefined ? undefined : readOption("--api-version", values.apiVersion, normaliseVersion);
  const finish = ({ connection, label, words }: Org): Org => {
    const own = version === undefined ? connection : { ...connection, version };
    return { connection: values.explain === true ? explained(own, output) : own, label, words };
  };
  const named = targetOrg.length > 0 ? targetOrg : findSession === undefined ? defaultOrgs(values) : [""];
  if (named === undefined) return [finish(await connectDirectly(values))];
  const orgs: Org[] = [];
  for (const name of new Set(named)) {
    // One after another: the sf CLI locks its own files.
    const connection =
      findSession === undefined
        ? await sfConnection({ ...(name === "" ? {} : { targetOrg: name }), signal })
        : withDefaults(await findSession(name === "" ? undefined : name));
    const label = name === "" ? new URL(connection.instanceUrl).host : name;
    orgs.push(finish({ connection, label, words: name === "" ? [] : ["--target-org", name] }));
  }
  return orgs;
}

let adapter: NodeAdapter | undefined;

/** What other connections are made with, too. */
const withDefaults = (session: Session): Connection => ({
  ...session,
  fetch: (adapter ??= nodeAdapter()),
  gzip: { compress: zlibCompress },
});

/** Says which org of the sf CLI is meant where none is named; `undefined` where a token is at hand. */
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
function readOption(name: string, value: string, read: (value: string, name: string) => string): string {
  try {
    return read(value, name);
  } catch (error) {
    throw isSfbulkError(error) ? usageError(error.message) : error;
  }
}
