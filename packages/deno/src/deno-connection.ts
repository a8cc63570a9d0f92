import {
  argumentError,
  checkOptions,
  type Connection,
  describeBadToken,
  type FetchAdapter,
  normaliseInstanceUrl,
  normaliseVersion,
  type OptionNames,
} from "@sfbulk/core";
import { askEnv, type ReadVariable, type VariableNames } from "./ask-env.ts";
import { askToSend } from "./ask-net.ts";
import { denoRuntime } from "./deno-runtime.ts";
import { sendPermitted } from "./send-permitted.ts";

/** Options of {@link denoConnection}. What is given here goes before the environment; the rest is core's. */
export interface DenoConnectionOptions extends Omit<Connection, "instanceUrl" | "accessToken" | "fetch"> {
  /**
   * How requests travel. Default: Deno's `fetch`, once the host is permitted, with a new connection for each request: see
   * `idleConnections` of `denoAdapter`. Give one of these for more.
   */
  readonly fetch?: FetchAdapter;
  /** Where the variables are. Default: `Deno.env`. With an object of your own, no permission for it is needed. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const optionNames: OptionNames<DenoConnectionOptions> = {
  version: true,
  fetch: true,
  gzip: true,
  attemptTimeout: true,
  stallTimeout: true,
  retry: true,
  onAttempt: true,
  env: true,
};
const tokenNames: VariableNames = ["SF_ACCESS_TOKEN", "SFDX_ACCESS_TOKEN"];
const urlNames: VariableNames = ["SF_ORG_INSTANCE_URL", "SFDX_INSTANCE_URL"];
const versionNames: VariableNames = ["SF_ORG_API_VERSION", "SFDX_API_VERSION"];

/**
 * Reads a connection from the variables that Salesforce's own CLI uses: `SF_ACCESS_TOKEN`, `SF_ORG_INSTANCE_URL` and,
 * if it is set, `SF_ORG_API_VERSION`. Their old names `SFDX_ACCESS_TOKEN`, `SFDX_INSTANCE_URL` and `SFDX_API_VERSION`
 * are read where the new ones are not set and the old ones are permitted. White space around a value is dropped.
 *
 * Permissions are asked for here and now, where Deno can ask: these variables (the last one only where no `version` is
 * given), and the org's host, unless `fetch` is given. So a job does not stop half way for want of one.
 *
 * The token cannot be renewed; give a function as `accessToken` where a job may outlive it.
 *
 * @returns the connection. Nothing is sent.
 * @throws TypeError that names the variable and says how to get its value, and on other runtimes than Deno;
 * `Deno.errors.NotCapable` that names the flag, such as
 * `--allow-env=SF_ACCESS_TOKEN,SF_ORG_INSTANCE_URL,SF_ORG_API_VERSION`. No error shows the token.
 * @example
 * ```ts
 * import { closeJob, denoConnection } from "@sfbulk/deno";
 *
 * await closeJob(denoConnection(), "7509H0000016GUXQA2");
 * ```
 * @see https://developer.salesforce.com/docs/atlas.en-us.sfdx_setup.meta/sfdx_setup/sfdx_dev_cli_env_variables.htm
 */
export function denoConnection(options: DenoConnectionOptions = {}): Connection {
  checkOptions("options", options, optionNames);
  const { env, fetch, ...others } = options;
  if (env !== undefined && (typeof env !== "object" || env === null)) {
    throw argumentError("InvalidArgument", "Cannot use env: expected an object such as Deno.env.toObject()");
  }
  const names = [tokenNames, urlNames, ...(options.version === undefined ? [versionNames] : [])];
  const read = env === undefined ? askEnv(denoRuntime("denoConnection"), names) : (name: string) => env[name];
  const token = find(read, tokenNames);
  if (token === undefined) throw missing("SF_ACCESS_TOKEN", "the access token", "sf org auth show-access-token --json");
  const bad = describeBadToken(token.value);
  if (bad !== undefined) throw argumentError("InvalidAccessToken", `Cannot use ${token.name}: it is ${bad}`);
  const url = find(read, urlNames);
  if (url === undefined) {
    throw missing("SF_ORG_INSTANCE_URL", "the org's address, https://acme.my.salesforce.com", "sf org display --json");
  }
  const instanceUrl = normaliseInstanceUrl(url.value, url.name);
  const found = options.version === undefined ? find(read, versionNames) : undefined;
  const version = found === undefined ? options.version : normaliseVersion(found.value, found.name);
  return {
    instanceUrl,
    accessToken: token.value,
    ...others,
    ...(version === undefined ? {} : { version }),
    fetch: fetch ?? permittedFetch(new URL(instanceUrl)),
  };
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

function find(read: ReadVariable, names: VariableNames): Variable | undefined {
  for (const name of names) {
    // A file that a secret was read from mostly ends with a line break.
    const value = read(name)?.trim();
    if (value !== undefined && value !== "") return { name, value };
  }
  return undefined;
}

/** Asks for the org's host at once: an adapter that asks late spends the time limit of a request on it. */
function permittedFetch(org: URL): FetchAdapter {
  const runtime = denoRuntime("denoConnection without fetch");
  askToSend(runtime, org);
  return async (url, init) => {
    // A client for each request, since nobody would close one that is kept, and Deno's tests call that a leak. The
    // response that it has begun goes on to its end.
    const client = runtime.createHttpClient({ poolMaxIdlePerHost: 0 });
    try {
      return await sendPermitted(runtime, client, url, init);
    } finally {
      client.close();
    }
  };
}

const missing = (name: string, what: string, command: string): TypeError =>
  argumentError(
    "MissingVariable",
    `Cannot find ${name} in the environment: set it to ${what}; get it with: ${command}`,
  );
