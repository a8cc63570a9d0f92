import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  clientCredentialsSource,
  type FetchAdapter,
  fileStore,
  jwtBearerSource,
  type OrgTokenSource,
  refreshTokenSource,
} from "@sfbulk/node";
import { usageError } from "../arguments/usage-error.ts";
import type { KeptOrg } from "./kept-org.ts";
import { grantFile } from "./org-files.ts";

/** What a source is made of: an org before anybody knows whose it is, too. */
export type Signing = Pick<
  KeptOrg,
  "kind" | "loginUrl" | "clientId" | "clientSecret" | "clientSecretFile" | "jwtKeyFile" | "username"
>;

/**
 * Makes what gets access tokens for an org that was signed in to with `sfbulk login`. A grant is shared by all processes
 * that have it, and renewed once for all of them; keys and secrets in files are read anew each time.
 *
 * @throws UsageError for a file that cannot be read.
 */
export async function sourceOf(org: KeptOrg, fetch: FetchAdapter): Promise<OrgTokenSource> {
  if (org.kind !== "browser") return await sourceOfApp(org, fetch);
  const { loginUrl, clientId } = org;
  const secret = await secretOf(org);
  return refreshTokenSource({
    loginUrl,
    clientId,
    fetch,
    store: fileStore(grantFile(org)),
    ...(secret === undefined ? {} : { clientSecret: secret }),
  });
}

/** The same for an app that needs nobody to let it in. */
export async function sourceOfApp(signing: Signing, fetch: FetchAdapter): Promise<OrgTokenSource> {
  const { kind, loginUrl, clientId, jwtKeyFile, username } = signing;
  const endpoint = { loginUrl, clientId, fetch };
  if (kind === "jwt") {
    return jwtBearerSource({ ...endpoint, username, privateKey: await readPrivateKey(jwtKeyFile ?? "") });
  }
  return clientCredentialsSource({ ...endpoint, clientSecret: (await secretOf(signing)) ?? "" });
}

/** Gives the secret of an app, where there is one: what is kept, or what stands in its file. */
export async function secretOf({
  clientSecret,
  clientSecretFile,
}: Pick<Signing, "clientSecret" | "clientSecretFile">): Promise<string | undefined> {
  if (clientSecretFile === undefined) return clientSecret;
  const secret = (await readSecretFile("--client-secret-file", clientSecretFile)).trim();
  if (secret !== "" && !/\s/.test(secret)) return secret;
  throw usageError(`Cannot use --client-secret-file "${clientSecretFile}": expected the app's consumer secret, alone`);
}

/** Any form that OpenSSL writes without a passphrase is turned into the one that WebCrypto takes. */
async function readPrivateKey(path: string): Promise<string> {
  const pem = await readSecretFile("--jwt-key", path);
  try {
    return createPrivateKey(pem).export({ type: "pkcs8", format: "pem" }).toString();
  } catch {
    // OpenSSL's words help nobody.
    throw usageError(
      `Cannot use --jwt-key "${path}": expected the private key of the app's certificate in PEM, without a passphrase`,
      `Take a passphrase away with: openssl pkcs8 -topk8 -nocrypt -in ${path} -out server.key`,
    );
  }
}

async function readSecretFile(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw usageError(`Cannot read ${option} "${path}": ${(error as Error).message}`);
  }
}
