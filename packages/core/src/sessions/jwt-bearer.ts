import { checkFunction } from "../arguments/check-function.ts";
import { checkObject } from "../arguments/check-object.ts";
import { checkOptions } from "../arguments/check-options.ts";
import { checkString } from "../arguments/check-string.ts";
import { argumentError } from "../errors/argument-error.ts";
import type { WebCryptoKey } from "./sign-assertion.ts";
import { checkMyDomain } from "./check-my-domain.ts";
import { checkEndpoint, endpointNames, grantSource, type OrgTokenSource, type TokenEndpoint } from "./token-grant.ts";

/** A user for whom an External Client App, or connected app, signs in with a certificate. */
export interface JwtBearerOptions extends TokenEndpoint {
  /** The user name. */
  readonly username: string;
  /** The private key of the app's certificate: PKCS #8 in PEM (`BEGIN PRIVATE KEY`), or a key of WebCrypto. */
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
 * const accessToken = jwtBearerSource({ loginUrl: instanceUrl, clientId, username, privateKey });
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
  const endpoint = checkEndpoint(options);
  checkMyDomain(
    endpoint.origin,
    "an External Client App of an org is found at its My Domain only, and assertions fail at the common hosts now and then",
  );
  return grantSource(async () => {
    // Loaded with what asks for the token, which comes right after it.
    const { requestGrant, signAssertion } = await import("./sign-in-steps.ts");
    // Three minutes, as Salesforce asks for.
    const claims = { iss: clientId, sub: username, aud: audience, exp: Math.floor(now() / 1000) + 180 };
    const assertion = await signAssertion(claims, bytes ?? (privateKey as WebCryptoKey));
    return await requestGrant(endpoint, { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
  });
}

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
  const [, begun = ""] = pem.split("-----BEGIN PRIVATE KEY-----");
  const [base64 = "", end] = begun.split("-----END PRIVATE KEY-----");
  if (end === undefined || !/^[A-Za-z0-9+/=\s]+$/.test(base64)) {
    throw argumentError(
      "InvalidCertificate",
      'Cannot use privateKey: expected PEM that begins with "-----BEGIN PRIVATE KEY-----"',
    );
  }
  return Uint8Array.from(atob(base64.replace(/\s/g, "")), (character) => character.charCodeAt(0));
}
