import {
  argumentError,
  checkOptions,
  type Connection,
  describeBadToken,
  normaliseInstanceUrl,
  normaliseVersion,
} from "@sfbulk/core";
import { type ConnectionOverrides, overrideNames, withNodeDefaults } from "./connection-overrides.ts";

/** Options of {@link envConnection}. What is given here goes before the environment. */
export interface EnvConnectionOptions extends ConnectionOverrides {
  /** Where the variables are. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads a connection from the variables that Salesforce's own CLI uses: `SF_ACCESS_TOKEN`, `SF_ORG_INSTANCE_URL` and,
 * if it is set, `SF_ORG_API_VERSION`. Their old names `SFDX_ACCESS_TOKEN`, `SFDX_INSTANCE_URL` and `SFDX_API_VERSION`
 * are read where the new ones are not set. White space around a value is dropped.
 *
 * The token cannot be renewed; use {@link sfConnection} where a job may outlive it.
 *
 * @returns the connection, with one {@link nodeAdapter} for the process, {@link zlibCompress}, {@link zlibCompressChunks} and
 * {@link zlibDecompress}. Nothing is sent.
 * @throws TypeError that names the variable and says how to get its value. It never shows the token.
 * @example
 * ```ts
 * import { closeJob, envConnection } from "@sfbulk/node";
 *
 * await closeJob(envConnection(), "7509H0000016GUXQA2");
 * ```
 * @see https://developer.salesforce.com/docs/atlas.en-us.sfdx_setup.meta/sfdx_setup/sfdx_dev_cli_env_variables.htm
 */
export function envConnection(options: EnvConnectionOptions = {}): Connection {
  checkOptions("options", options, { ...overrideNames, env: true });
  const { env = process.env } = options;
  if (typeof env !== "object" || env === null) {
    throw argumentError("InvalidArgument", "Cannot use env: expected an object such as process.env");
  }
  const token = read(env, "SF_ACCESS_TOKEN", "SFDX_ACCESS_TOKEN");
  if (token === undefined) throw missing("SF_ACCESS_TOKEN", "the access token", "sf org auth show-access-token --json");
  const bad = describeBadToken(token.value);
  if (bad !== undefined) throw argumentError("InvalidAccessToken", `Cannot use ${token.name}: it is ${bad}`);
  const instanceUrl = read(env, "SF_ORG_INSTANCE_URL", "SFDX_INSTANCE_URL");
  if (instanceUrl === undefined) {
    throw missing("SF_ORG_INSTANCE_URL", "the org's address, https://acme.my.salesforce.com", "sf org display --json");
  }
  const version = read(env, "SF_ORG_API_VERSION", "SFDX_API_VERSION");
  return {
    instanceUrl: normaliseInstanceUrl(instanceUrl.value, instanceUrl.name),
    accessToken: token.value,
    ...(version === undefined ? {} : { version: normaliseVersion(version.value, version.name) }),
    ...withNodeDefaults(options),
  };
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

function read(env: Readonly<Record<string, string | undefined>>, ...names: readonly string[]): Variable | undefined {
  for (const name of names) {
    // A file that a secret was read from mostly ends with a line break.
    const value = env[name]?.trim();
    if (value !== undefined && value !== "") return { name, value };
  }
  return undefined;
}

const missing = (name: string, what: string, command: string): TypeError =>
  argumentError(
    "MissingVariable",
    `Cannot find ${name} in the environment: set it to ${what}; get it with: ${command}`,
  );
