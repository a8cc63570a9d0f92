import { clientsOf, type OAuthClient } from "../../options/oauth-client.ts";
import type { AuthorizationCode } from "../../org/state/grant.ts";
import type { RouteContext } from "../context/route-context.ts";
import { appProblem, type OAuthError } from "./app-problem.ts";
import { readScopes } from "./scopes.ts";

/** What an app asks a user for. */
export interface Authorization extends Pick<
  AuthorizationCode,
  "redirectUri" | "scope" | "challenge" | "challengeMethod"
> {
  readonly client: OAuthClient;
  /** What the app gets back as it is. */
  readonly state: string | null;
  /** Whether the user must not be asked. */
  readonly isSilent: boolean;
}

/** Why there is nothing to be allowed. Without an address, only the user can be told. */
interface Problem {
  readonly error: OAuthError;
  readonly redirectUri?: string;
  readonly state?: string | null;
}

/** Reads what an app asks for. */
export function readAuthorization(context: RouteContext, given: URLSearchParams): Authorization | Problem {
  const client = clientsOf(context.env.options).find(({ clientId }) => clientId === given.get("client_id"));
  if (client === undefined) return { error: ["invalid_client_id", "client identifier invalid"] };
  const redirectUri = given.get("redirect_uri");
  if (redirectUri === null || !isCallback(client, redirectUri)) {
    return { error: ["redirect_uri_mismatch", "redirect_uri must match configuration"] };
  }
  const state = given.get("state");
  const no = (...error: OAuthError): Problem => ({ error, redirectUri, state });
  // The words are a guess: the code is that of RFC 6749.
  if (given.get("response_type") !== "code") return no("unsupported_response_type", "response type not supported");
  const keptOut = appProblem(client);
  if (keptOut !== undefined) return no(...keptOut);
  const scope = readScopes(given.get("scope"));
  // Both quoted by several clients.
  if (scope === undefined) return no("invalid_scope", "the requested scope is invalid, unknown, or malformed");
  const challenge = given.get("code_challenge");
  if (challenge === null && client.requirePkce === true)
    return no("invalid_request", "missing required code challenge");
  // That a challenge without a method is its own verifier, as in RFC 7636, several people have found out.
  const challengeMethod = given.get("code_challenge_method") ?? "plain";
  if (challengeMethod !== "plain" && challengeMethod !== "S256") {
    return no("invalid_request", "invalid code challenge method");
  }
  const isSilent = given.get("prompt") === "none";
  const pkce = challenge === null ? {} : ({ challenge, challengeMethod } as const);
  return { client, redirectUri, scope, state, isSilent, ...pkce };
}

const ofExtensions = /^(?:[a-p]{32}\.chromiumapp\.org|[\da-f]{40}\.extensions\.allizom\.org)$/;
const ofThisComputer = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Tells whether codes for an app may be sent to an address. */
function isCallback({ redirectUris }: OAuthClient, address: string): boolean {
  if (redirectUris !== undefined) return redirectUris.includes(address);
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (protocol === "https:" && ofExtensions.test(hostname)) return true;
  return /^https?:$/.test(protocol) && ofThisComputer.test(hostname);
}
