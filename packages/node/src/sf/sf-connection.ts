import {
  argumentError,
  checkOptions,
  type Connection,
  describeBadToken,
  type Duration,
  type OptionNames,
  readTimeout,
  SessionError,
  type TokenSource,
} from "@sfbulk/core";
import { type ConnectionOverrides, overrideNames, withNodeDefaults } from "../connection-overrides.ts";
import { runSf, type RunSfOptions } from "./run-sf.ts";

/** Options of {@link sfConnection}. */
export interface SfConnectionOptions extends ConnectionOverrides {
  /** The alias or user name of an org that the CLI is signed in to. Default: the CLI's default org. */
  readonly targetOrg?: string;
  /**
   * How long one command of the CLI may take, in milliseconds or as `"90s"`; it takes one to three seconds. Default: 60,000.
   */
  readonly cliTimeout?: Duration;
  /** Ends the wait for the CLI. It does not concern later renewals of the token. */
  readonly signal?: AbortSignal | undefined;
}

const names: OptionNames<SfConnectionOptions> = { ...overrideNames, targetOrg: true, cliTimeout: true, signal: true };

/**
 * Asks the Salesforce CLI (`sf`, which must be on `PATH`) for an org and a session that it is signed in to.
 *
 * It runs `sf org display --json` and, since that shows no token any more, `sf org auth show-access-token --json`. When
 * Salesforce rejects the token later, it asks again: the CLI renews the token by itself.
 *
 * @returns the connection, with the org's API version if the CLI knows it, one {@link nodeAdapter} for the process and
 * {@link zlibCompress}.
 * @throws TypeError for a `targetOrg` that is no alias or user name. SessionError, with the CLI's own message and
 * advice, where somebody has to sign in, and where there is no CLI or no answer that can be read. The abort reason.
 * @example
 * ```ts
 * import { closeJob, sfConnection } from "@sfbulk/node";
 *
 * await closeJob(await sfConnection({ targetOrg: "my-sandbox" }), "7509H0000016GUXQA2");
 * ```
 * @see https://developer.salesforce.com/docs/atlas.en-us.sfdx_cli_reference.meta/sfdx_cli_reference/cli_reference_org_commands_unified.htm
 */
export async function sfConnection(options: SfConnectionOptions = {}): Promise<Connection> {
  checkOptions("options", options, names);
  const { targetOrg, cliTimeout, signal } = options;
  const parameters = targetOrg === undefined ? [] : ["--target-org", checkTargetOrg(targetOrg)];
  const timeout = readTimeout("cliTimeout", cliTimeout, 60_000);
  const org = await askOrg(parameters, { timeout, signal });
  let { accessToken } = org;
  const source: TokenSource = async (rejected) => {
    if (rejected !== accessToken) return accessToken;
    const fresh = await askOrg(parameters, { timeout, signal: undefined });
    if (fresh.accessToken === rejected) {
      throw new SessionError(
        "Cannot renew the session: the sf CLI gave the token again that Salesforce rejected; sign in with: sf org login web",
        { code: "RefreshTokenDead" },
      );
    }
    return (accessToken = fresh.accessToken);
  };
  return {
    instanceUrl: org.instanceUrl,
    accessToken: source,
    ...(org.version === undefined ? {} : { version: org.version }),
    ...withNodeDefaults(options),
  };
}

interface Org {
  readonly instanceUrl: string;
  readonly accessToken: string;
  readonly version: string | undefined;
}

async function askOrg(target: readonly string[], options: RunSfOptions): Promise<Org> {
  const display = await runSf(["org", "display", ...target, "--json"], options);
  const { instanceUrl, apiVersion } = display;
  if (typeof instanceUrl !== "string") {
    throw new SessionError('Cannot use the answer to "sf org display": it has no instanceUrl', {
      code: "SfCliUnreadable",
    });
  }
  return {
    instanceUrl,
    // An older CLI shows the token here, and does not know the other command.
    accessToken:
      describeBadToken(display["accessToken"]) === undefined
        ? (display["accessToken"] as string)
        : await showToken(target, options),
    version: typeof apiVersion === "string" && apiVersion !== "" ? apiVersion : undefined,
  };
}

async function showToken(target: readonly string[], options: RunSfOptions): Promise<string> {
  const parameters = ["org", "auth", "show-access-token", ...target, "--json"];
  let accessToken: unknown;
  try {
    ({ accessToken } = await runSf(parameters, options));
  } catch (error) {
    throw error instanceof SessionError && error.code === "SfCliRefused"
      ? notShown(parameters, error.message, error)
      : error;
  }
  const bad = describeBadToken(accessToken);
  if (bad !== undefined) throw notShown(parameters, `it is ${bad}`);
  return accessToken as string;
}

const notShown = (parameters: readonly string[], why: string, cause?: SessionError): SessionError =>
  new SessionError(
    `Cannot get the access token that "sf org display" does not show: ${why}; see whether "sf ${parameters.join(" ")}" shows it, or update with: npm install --global @salesforce/cli`,
    { code: "SfCliRefused", cause },
  );

/** An access token or an option among the arguments would be seen by every user of the machine, or obeyed. */
function checkTargetOrg(targetOrg: string): string {
  if (typeof targetOrg !== "string") throw refusal(`it is ${targetOrg === null ? "null" : typeof targetOrg}`);
  if (targetOrg.trim() === "") throw refusal("it is empty");
  if (targetOrg.startsWith("-")) throw refusal('it begins with "-"');
  if (/^00D\w{12,15}(?:!|%21)|^eyJ[\w-]+\.|^force:\/\//i.test(targetOrg)) {
    throw refusal("it looks like an access token, which other users of this machine would see");
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(targetOrg)) throw refusal("it has control characters in it");
  return targetOrg;
}

const refusal = (why: string): TypeError =>
  argumentError(
    "InvalidArgument",
    `Cannot use targetOrg: ${why}; expected the alias or user name of an org that the sf CLI is signed in to`,
  );
