import { fromBase64 } from "../../wire/encoding/base64.ts";
import type { RouteContext } from "../context/route-context.ts";
import { decodePart } from "./check-assertion.ts";
import type { OAuthError } from "./app-problem.ts";

/** How far the time of a proof may be from the org's: a guess, the RFC says "a short period". */
const maxAge = 300_000;

/** How keys of these algorithms are read, and how signatures are checked. */
const algorithms: Readonly<Record<string, EcKeyImportParams & EcdsaParams>> = {
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
};

/**
 * Checks the proof that a request to the token endpoint brings in its header `DPoP` (RFC 9449): its form, what it is for, when it was
 * made, and its signature by the key that it names.
 *
 * @returns why it is none; nothing where it is good. That there is one is documented, the words are a guess after the RFC.
 */
export async function dpopProblem({ env: { arrival, org } }: RouteContext): Promise<OAuthError | undefined> {
  const proof = arrival.headers.get("dpop");
  if (proof === null) return wrong("DPoP proof is required");
  const [head, payload, signature = ""] = proof.split(".");
  const header = decodePart(head);
  const claims = decodePart(payload);
  const algorithm = algorithms[String(header?.["alg"])];
  const jwk = header?.["jwk"];
  const bytes = fromBase64(signature);
  const isFormed = header?.["typ"] === "dpop+jwt" && algorithm !== undefined && typeof jwk === "object" && jwk !== null;
  if (!isFormed || claims === undefined || bytes === undefined) return wrong("DPoP proof is malformed");
  const { htm, htu, iat, jti } = claims;
  if (htm !== arrival.method || htu !== arrival.url.origin + arrival.url.pathname || typeof jti !== "string") {
    return wrong("DPoP proof is for another request");
  }
  if (typeof iat !== "number" || Math.abs(iat * 1000 - org.clock.now()) > maxAge) return wrong("DPoP proof is too old");
  const signed = new TextEncoder().encode(proof.slice(0, proof.lastIndexOf(".")));
  try {
    const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
    if (await crypto.subtle.verify(algorithm, key, bytes, signed)) return undefined;
  } catch {
    // A key that cannot be read signs nothing.
  }
  return wrong("DPoP proof has a wrong signature");
}

const wrong = (why: string): OAuthError => ["invalid_dpop_proof", why];
