import { type Connection, getUser, type StoredGrant } from "@sfbulk/node";
import { outputOptions } from "../arguments/common-options.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Command } from "../command.ts";
import { keptAdapter } from "../connection/connect-kept.ts";
import { readOrganization } from "../connection/org-name.ts";
import { untilDone } from "../connection/until-done.ts";
import { describeKeptOrg, shownOrg } from "../kept-orgs/describe-kept-org.ts";
import { isKnownToSf } from "../kept-orgs/is-known-to-sf.ts";
import type { KeptOrg } from "../kept-orgs/kept-org.ts";
import { readDefaultAlias, readKeptOrgs } from "../kept-orgs/read-kept-orgs.ts";
import { sourceOfApp } from "../kept-orgs/source-of.ts";
import { commandError } from "../output/command-error.ts";
import type { Output } from "../output/output.ts";
import { startProgress } from "../output/progress.ts";
import { keepDefault, keepOrg } from "../signing-in/keep-org.ts";
import { type LoginValues, readSignIn, type SignIn } from "../signing-in/read-sign-in.ts";
import { signInByBrowser } from "../signing-in/sign-in-by-browser.ts";

const byBrowser = "In a browser";
const machines = "For machines";

/** `sfbulk login`. */
export const login: Command<LoginValues> = {
  name: "login",
  summary: "sign in to an org, without the sf CLI",
  description:
    "Signs in by an External Client App of yours, and keeps the grant for all commands: --target-org <alias> names it, any number of processes share it, and renew it once, also where the app rotates refresh tokens. In a browser (PKCE), the app needs the Callback URL http://localhost:1717/OauthRedirect and the scopes api and refresh_token. It is kept below $XDG_STATE_HOME/sfbulk/orgs (else ~/.local/state, %LOCALAPPDATA% on Windows), readable by you alone. Where the sf CLI knows the same alias, its org comes first.",
  options: [
    { flags: "-r, --instance-url <url>", description: "the org's My Domain (default: SF_ORG_INSTANCE_URL)" },
    { flags: "-i, --client-id <key>", description: "the consumer key of the External Client App" },
    { flags: "-a, --alias <name>", description: "what to call the org (default: the user's name)" },
    { flags: "-s, --set-default", description: "take this org where none is named, before the sf CLI's default" },
    { flags: "--no-browser", description: "print the address, and open no browser", group: byBrowser },
    {
      flags: "--callback-url <url>",
      description: "the app's Callback URL on this computer (default: http://localhost:1717/OauthRedirect)",
      group: byBrowser,
    },
    {
      flags: "-w, --wait <minutes>",
      description: "how long you may take in the browser",
      default: "5",
      group: byBrowser,
    },
    {
      flags: "--jwt-key <file>",
      description: "sign in with the private key of the app's certificate, for --username",
      group: machines,
    },
    {
      flags: "--username <name>",
      description: "the user whom --jwt-key signs in; in a browser, what the page begins with",
      group: machines,
    },
    {
      flags: "--client-credentials",
      description: "sign in as the app itself, with its secret from standard input or a file",
      group: machines,
    },
    {
      flags: "--client-secret-file <file>",
      description: 'the file with the app\'s secret, read each time; "-" for standard input, which is kept',
      group: machines,
    },
    ...outputOptions,
  ],
  examples: [
    [
      "sfbulk login --instance-url https://acme.my.salesforce.com --client-id 3MVG9 --alias acme --set-default",
      "signs you in with your browser",
    ],
    [
      "sfbulk login -r https://acme.my.salesforce.com -i 3MVG9 --jwt-key server.key --username ada@acme.example -a ci",
      "signs a user in with a certificate, and asks nobody",
    ],
    [
      "sfbulk login -r https://acme.my.salesforce.com -i 3MVG9 --client-credentials -a nightly < secret.txt",
      "signs the app in as itself",
    ],
  ],
  async run({ values, output, interruption: { signal } }) {
    const signIn = await readSignIn(values);
    const progress = await startProgress(output, `Signing in to ${new URL(signIn.loginUrl).host}`);
    try {
      const { org, grant } = await obtain(signIn, values, output, signal);
      const before = await findBefore(org.alias);
      const notRevoked = await keepOrg(org, grant, before, keptAdapter());
      if (values.setDefault === true) await keepDefault(org.alias);
      progress.stop();
      if (notRevoked !== undefined && before !== undefined) output.warn(stillThere(before, notRevoked));
      output.line(`signed in  ${org.alias}  ${describeKeptOrg(org)}`);
      output.note(`See whether all is in order with: sfbulk doctor --target-org ${org.alias}`);
      return { status: 0, result: { ...shownOrg(org), isDefault: (await readDefaultAlias()) === org.alias } };
    } finally {
      progress.stop();
    }
  },
};

interface Obtained {
  readonly org: KeptOrg;
  /** What renews the session, where there is more to keep of it than the org. */
  readonly grant: StoredGrant | undefined;
}

/** Signs in, and asks whose session it is. Nothing is kept yet. */
async function obtain(signIn: SignIn, values: LoginValues, output: Output, signal: AbortSignal): Promise<Obtained> {
  const fetch = keptAdapter();
  if (signIn.kind === "browser") {
    const options = { callbackUrl: values.callbackUrl, opens: values.browser, fetch, signal };
    const { source, instanceUrl, grant } = await signInByBrowser(signIn, options, output);
    if ((await grant()) === undefined) throw noRefreshToken();
    const org = await describeOrg(signIn, { instanceUrl, accessToken: source, fetch }, signal);
    return { org, grant: await grant() };
  }
  const minding = untilDone(fetch, signal);
  const accessToken = await sourceOfApp(signIn, minding.fetch);
  try {
    const connection = { instanceUrl: await accessToken.instanceUrl(), accessToken, fetch };
    return { org: await describeOrg(signIn, connection, signal), grant: undefined };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/**
 * Asks whose session it is, and of which org.
 *
 * @throws UsageError where the user's name is to be the alias, and the sf CLI has it already.
 */
async function describeOrg(signIn: SignIn, connection: Connection, signal: AbortSignal): Promise<KeptOrg> {
  const { timeout: _timeout, alias: given, username: _asked, ...signing } = signIn;
  const { username, userId, organizationId } = await getUser(connection, { signal });
  const organization = await readOrganization(connection, signal);
  const alias = given ?? username;
  if (given === undefined && (await isKnownToSf(alias))) {
    throw usageError(
      `Cannot keep the sign-in as "${alias}": the sf CLI knows an org by that name, and its orgs come first`,
      "Call it something else: --alias <name>",
    );
  }
  const { instanceUrl } = connection;
  const signedInAt = new Date().toISOString();
  const own = { alias, username, userId, organizationId, instanceUrl, signedInAt };
  if (organization === undefined) return { ...signing, ...own };
  const { name, kind } = organization;
  return { ...signing, ...own, organizationKind: kind, ...(name === undefined ? {} : { organizationName: name }) };
}

/** Finds what is kept under the alias; what cannot be read is replaced. */
async function findBefore(alias: string): Promise<KeptOrg | undefined> {
  const { orgs } = await readKeptOrgs();
  return orgs.find((org) => org.alias === alias);
}

const noRefreshToken = (): Error =>
  commandError("NoAccessToken", "Cannot keep the sign-in: the app gave no refresh token", {
    actions: ["Add the scope refresh_token to the app (Perform requests at any time), and run it again"],
  });

const stillThere = ({ username, organizationId }: KeptOrg, why: string): string =>
  `The earlier sign-in of ${username} (org ${organizationId}) is forgotten here, and could not be revoked: ${why}. An administrator can, in Setup → Connected Apps OAuth Usage`;
