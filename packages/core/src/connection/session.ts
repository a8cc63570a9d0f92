import { describeBadToken, isSendableToken } from "../arguments/describe-bad-token.ts";
import { copyCause, describeCause } from "../errors/copy-cause.ts";
import { isSfbulkError } from "../errors/is-sfbulk-error.ts";
import { SessionError } from "../errors/session-error.ts";
import type { TokenSource } from "./connection.ts";

/** Gives the token to send, and another one when Salesforce has rejected it. */
export interface Session {
  /** Gives the token. */
  readonly current: () => string | Promise<string>;
  /** Gives another token than the rejected one, or `undefined` where there is no way to get one. */
  readonly renew?: (rejected: string) => string | Promise<string>;
  /** How many times one call may renew it: twice where the first new one may be old, as others have renewed it long ago. */
  readonly renewals: number;
}

const sessions = new WeakMap<TokenSource, Required<Session>>();

/** Gives the session of a connection. Connections with the same {@link TokenSource} share one. */
export function sessionOf(accessToken: string | TokenSource): Session {
  if (typeof accessToken === "string") return { current: () => accessToken, renewals: 0 };
  let session = sessions.get(accessToken);
  if (session === undefined) {
    session = sharedSession(accessToken);
    sessions.set(accessToken, session);
  }
  return session;
}

/** Asks a source once for all that need a token at the same time, and keeps what it gave. */
function sharedSession(source: TokenSource): Required<Session> {
  let token: string | undefined;
  let pending: Promise<string> | undefined;
  const ask = (rejected?: string): Promise<string> => {
    pending ??= askSource(source, rejected)
      .then((fresh) => (token = fresh))
      .finally(() => (pending = undefined));
    return pending;
  };
  return {
    current: () => pending ?? token ?? ask(),
    // Whoever comes with a token that has been replaced in the meantime gets the new one.
    renewals: "isShared" in source && source.isShared ? 2 : 1,
    renew: (rejected) => pending ?? (token !== undefined && token !== rejected ? token : ask(rejected)),
  };
}

async function askSource(source: TokenSource, rejected: string | undefined): Promise<string> {
  let token: unknown;
  try {
    token = await (rejected === undefined ? source() : source(rejected));
  } catch (error) {
    // A source may come with another copy of this package.
    if (isSfbulkError(error) && error.name === "SessionError") throw error;
    const cause = copyCause(error, rejected);
    const isTransient = isSfbulkError(error) && "isTransient" in error && error.isTransient;
    const details = { code: "NoAccessToken", isTransient, cause } as const;
    throw new SessionError(`Cannot get an access token: ${describeCause(cause)}`, details);
  }
  if (!isSendableToken(token)) throw noToken(`the token source gave ${describeBadToken(token)}`);
  if (token === rejected) throw noToken("the token source gave the one again that Salesforce rejected");
  return token;
}

const noToken = (why: string): SessionError =>
  new SessionError(`Cannot get an access token: ${why}`, { code: "NoAccessToken" });
