import type { OAuthClient, PublicKey } from "../../options/oauth-client.ts";
import { fromBase64 } from "../../wire/encoding/base64.ts";
import { refuseGrant } from "./token-reply.ts";

/**
 * Checks the JWT of the bearer flow: its form, issuer, user, audience and time, and its signature where the connected app
 * has a key.
 *
 * @returns the app that it comes from, or the refusal. Where Salesforce's words are not known, they are a guess.
 */
export async function checkAssertion(
  assertion: string,
  clients: readonly OAuthClient[],
  audiences: readonly string[],
  now: number,
): Promise<OAuthClient | Response> {
  const [header, payload, signature] = assertion.split(".");
  const claims = decodePart(payload);
  if (decodePart(header)?.["alg"] !== "RS256" || claims === undefined || signature === undefined) {
    return refuseGrant("invalid_grant", "invalid assertion");
  }
  const client = clients.find((one) => one.clientId === claims["iss"]);
  if (client === undefined) return refuseGrant("invalid_client_id", "client identifier invalid");
  const audience = claims["aud"];
  if (typeof audience !== "string" || !audiences.includes(audience.replace(/\/$/, ""))) {
    return refuseGrant("invalid_grant", "audience is invalid");
  }
  // A time far ahead is accepted: a client of Salesforce's own sends milliseconds here.
  if (typeof claims["exp"] !== "number" || claims["exp"] * 1000 < now) {
    return refuseGrant("invalid_grant", "expired authorization code");
  }
  if (client.username !== undefined && claims["sub"] !== client.username) {
    return refuseGrant("invalid_grant", "user hasn't approved this consumer");
  }
  if (client.publicKey !== undefined && !(await isSigned(assertion, signature, client.publicKey))) {
    return refuseGrant("invalid_grant", "invalid assertion");
  }
  return client;
}

async function isSigned(assertion: string, signature: string, publicKey: PublicKey): Promise<boolean> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const bytes = fromBase64(signature);
  if (bytes === undefined) return false;
  const key = await crypto.subtle.importKey("jwk", publicKey, algorithm, false, ["verify"]);
  const signed = new TextEncoder().encode(assertion.slice(0, assertion.lastIndexOf(".")));
  return await crypto.subtle.verify(algorithm, key, bytes, signed);
}

/** Reads a part of a JSON Web Token; nothing where it is none. */
export function decodePart(part: string | undefined): Record<string, unknown> | undefined {
  const bytes = fromBase64(part ?? "");
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
