import { checkFunction } from "../arguments/check-function.ts";
import { checkObject } from "../arguments/check-object.ts";
import { checkOptions } from "../arguments/check-options.ts";
import { checkString } from "../arguments/check-string.ts";
import { argumentError } from "../errors/argument-error.ts";
import { endpointNames, grantSource, type OrgTokenSource, type TokenEndpoint } from "./token-grant.ts";

/** A key of WebCrypto. Its name is a global of pages only; where there is WebCrypto, there is `crypto`. */
type WebCryptoKey = Parameters<typeof crypto.subtle.sign>[1];

/** A user for whom a connected app signs in with a certificate. */
export interface JwtBearerOptions extends TokenEndpoint {
  /** The user name. */
  readonly username: string;
  /** The private key of the connected app's certificate: PKCS #8 in PEM (`BEGIN PRIVATE KEY`), or a key of WebCrypto. */
  readonly privateKey: string | WebCryptoKey;
  /** Whom the assertion is for. Default: `https://test.salesforce.com` for a sandbox's `loginUrl`, else `https://login.salesforce.com`. */
  readonly audience?: string;
  /** The clock, in milliseconds. Default: `Date.now`. */
  readonly now?: () => number;
}

/**
 * Gets access tokens with a signed assertion (JWT bearer flow), signed by WebCrypto.
 *
 * @throws TypeError for a bad option; what it gives rejects with SessionError.
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm
 * @example
 * ```ts
 * import { closeJob, jwtBearerSource } from "@sfbulk/core";
 *
 * const accessToken = jwtBearerSource({ loginUrl: "https://login.salesforce.com", clientId, username, privateKey });
 * const job = await closeJob({ instanceUrl: await accessToken.instanceUrl(), accessToken }, jobId);
 * ```
 */
export function jwtBearerSource(options: JwtBearerOptions): OrgTokenSource {
  checkObject("options", options);
  checkOptions("options", options, { ...endpointNames, username: true, privateKey: true, audience: true, now: true });
  const { loginUrl, clientId, username, privateKey, now = Date.now } = options;
  checkString("username", username);
  if (options.audience !== undefined) checkString("audience", options.audience);
  if (typeof privateKey !== "object") checkString("privateKey", privateKey);
  checkFunction("now", now);
  const bytes = typeof privateKey === "string" ? readPem(privateKey) : undefined;
  const audience = options.audience ?? audienceFor(loginUrl);
  return grantSource(options, {
    form: async () => {
      const key = bytes === undefined ? (privateKey as WebCryptoKey) : await importKey(bytes);
      // Three minutes, as Salesforce asks for.
      const claims = { iss: clientId, sub: username, aud: audience, exp: Math.floor(now() / 1000) + 180 };
      const signed = `${base64Url(encode({ alg: "RS256" }))}.${base64Url(encode(claims))}`;
      const signature = await crypto.subtle.sign(algorithm.name, key, new TextEncoder().encode(signed));
      return {
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion: `${signed}.${base64Url(new Uint8Array(signature))}`,
      };
    },
  });
}

const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

const importKey = (bytes: Uint8Array<ArrayBuffer>): Promise<WebCryptoKey> =>
  crypto.subtle.importKey("pkcs8", bytes, algorithm, false, ["sign"]);

const audienceFor = (loginUrl: string): string =>
  /\/\/(?:test\.salesforce\.com|[^/]*\.sandbox\.)/.test(loginUrl)
    ? "https://test.salesforce.com"
    : "https://login.salesforce.com";

function readPem(pem: string): Uint8Array<ArrayBuffer> {
  if (pem.includes("BEGIN RSA PRIVATE KEY") || pem.includes("BEGIN ENCRYPTED PRIVATE KEY")) {
    throw argumentError(
      "InvalidCertificate",
      "Cannot use privateKey: WebCrypto takes an unencrypted PKCS #8 key; convert it with: openssl pkcs8 -topk8 -nocrypt -in server.key",
    );
  }
  const base64 = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(pem)?.[1];
  if (base64 === undefined) {
    throw argumentError(
      "InvalidCertificate",
      'Cannot use privateKey: expected PEM that begins with "-----BEGIN PRIVATE KEY-----"',
    );
  }
  return Uint8Array.from(atob(base64.replace(/\s/g, "")), (character) => character.charCodeAt(0));
}

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
