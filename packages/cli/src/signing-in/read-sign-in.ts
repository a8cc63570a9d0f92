import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { isSfbulkError, normaliseInstanceUrl } from "@sfbulk/node";
import { readTime } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import { isKnownToSf } from "../kept-orgs/is-known-to-sf.ts";
import { secretOf, type Signing } from "../kept-orgs/source-of.ts";

/** The values of the options of `login`. */
export interface LoginValues {
  readonly instanceUrl?: string;
  readonly clientId?: string;
  readonly alias?: string;
  readonly setDefault?: true;
  /** `false` with `--no-browser`. */
  readonly browser: boolean;
  readonly callbackUrl?: string;
  readonly wait: string;
  readonly jwtKey?: string;
  readonly username?: string;
  readonly clientCredentials?: true;
  readonly clientSecretFile?: string;
}

/** A sign-in as it was asked for, checked. */
export interface SignIn extends Signing {
  readonly alias: string | undefined;
  /** Milliseconds that the user may take in the browser. */
  readonly timeout: number;
}

/**
 * Reads what kind of sign-in is meant, before anything is sent or opened.
 *
 * @throws UsageError.
 */
export async function readSignIn(values: LoginValues): Promise<SignIn> {
  const { clientId, alias, username, jwtKey, clientCredentials, clientSecretFile } = values;
  if (clientId === undefined || clientId.trim() === "") {
    throw usageError(
      "Cannot sign in without --client-id: expected the consumer key of an External Client App",
      "See it in Setup → External Client App Manager → the app → Settings → OAuth Settings",
      "Without an app of your own, sign in by the sf CLI, whose orgs sfbulk takes: sf org login web",
    );
  }
  const loginUrl = readLoginUrl(values.instanceUrl ?? process.env["SF_ORG_INSTANCE_URL"]);
  refuseTogether(values);
  if (jwtKey !== undefined && (username ?? "") === "") {
    throw usageError("Cannot use --jwt-key without --username: expected the user whom the app signs in");
  }
  await checkAlias(alias);
  const app = {
    loginUrl,
    clientId,
    alias,
    username: username ?? "",
    timeout: readTime("--wait", values.wait, "minutes"),
  };
  if (jwtKey !== undefined) return { ...app, kind: "jwt", jwtKeyFile: resolve(jwtKey) };
  const secret = await readSecret(clientCredentials === true, clientSecretFile);
  return { ...app, kind: clientCredentials === true ? "client-credentials" : "browser", ...secret };
}

function readLoginUrl(given: string | undefined): string {
  if (given === undefined || given.trim() === "") {
    throw usageError(
      "Cannot sign in without --instance-url: expected the org's My Domain, such as https://acme.my.salesforce.com",
      "See it in Setup → My Domain",
    );
  }
  const address = given.includes("://") ? given : `https://${given}`;
  try {
    return normaliseInstanceUrl(address, "--instance-url");
  } catch (error) {
    throw isSfbulkError(error) ? usageError(error.message, "See the org's My Domain in Setup → My Domain") : error;
  }
}

function refuseTogether({
  jwtKey,
  clientCredentials,
  clientSecretFile,
  browser,
  callbackUrl,
  username,
}: LoginValues): void {
  const isJwt = jwtKey !== undefined;
  const isApp = clientCredentials === true;
  const wrong: readonly (readonly [boolean, string, string])[] = [
    [isJwt && isApp, "--jwt-key together with --client-credentials", "each is a sign-in of its own"],
    [
      isJwt && clientSecretFile !== undefined,
      "--client-secret-file with --jwt-key",
      "the key stands in for the secret",
    ],
    [(isJwt || isApp) && !browser, "--no-browser with --jwt-key or --client-credentials", "they open none"],
    [
      (isJwt || isApp) && callbackUrl !== undefined,
      "--callback-url with --jwt-key or --client-credentials",
      "no browser comes back",
    ],
    [isApp && username !== undefined, "--username with --client-credentials", "the app says which user it runs as"],
  ];
  for (const [isWrong, what, why] of wrong) if (isWrong) throw usageError(`Cannot use ${what}: ${why}`);
}

/** An alias is typed, stands in commands and in a table; the sf CLI's come first. */
async function checkAlias(alias: string | undefined): Promise<void> {
  if (alias === undefined) return;
  if (!/^[a-z\d][\w.@+-]{0,79}$/i.test(alias)) {
    throw usageError(
      `Cannot use --alias ${JSON.stringify(alias)}: expected letters, digits and . _ @ + -, up to 80, a letter or digit first`,
    );
  }
  if (!(await isKnownToSf(alias))) return;
  throw usageError(
    `Cannot use --alias "${alias}": the sf CLI knows an org by it, and its orgs come first`,
    "Choose another one",
    `Or take it from the sf CLI: sf alias unset ${alias}`,
  );
}

/** Reads the secret of an app: it must not be typed where it is seen, and comes by no argument. */
async function readSecret(
  isNeeded: boolean,
  file: string | undefined,
): Promise<Pick<Signing, "clientSecret" | "clientSecretFile">> {
  if (file !== undefined && file !== "-") {
    const clientSecretFile = resolve(file);
    await secretOf({ clientSecretFile });
    return { clientSecretFile };
  }
  if (file === undefined && !isNeeded) return {};
  if (process.stdin.isTTY) {
    throw usageError(
      "Cannot read the app's secret from a terminal, where it would be seen",
      "Pass it through a pipe: read-from-vault | sfbulk login --client-credentials …",
      "Or name a file that has it: --client-secret-file <file>",
    );
  }
  const clientSecret = (await text(process.stdin)).trim();
  if (clientSecret !== "" && !/\s/.test(clientSecret)) return { clientSecret };
  throw usageError(
    "Cannot find the app's secret in standard input: expected the consumer secret, alone",
    "Or name a file that has it: --client-secret-file <file>",
  );
}
