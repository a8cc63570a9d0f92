import type { Connection } from "@sfbulk/node";

/** What a page of the REST API answered. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; `undefined` where there is none. */
  readonly value: unknown;
}

/** What core has no operation for: the list of versions, the limits, a preflight. */
export interface RestQuestion {
  readonly path: string;
  readonly method?: "GET" | "OPTIONS";
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the session is sent with it. It goes to the connection's own origin only. */
  readonly withSession: boolean;
}

const timeout = 30_000;

/**
 * Asks the org's REST API something once.
 *
 * @throws what the adapter throws where no answer came.
 */
export async function askRest(
  { instanceUrl, accessToken, fetch: send = globalThis.fetch }: Connection,
  { path, method = "GET", headers = {}, withSession }: RestQuestion,
  signal: AbortSignal,
): Promise<RestAnswer> {
  const token = typeof accessToken === "function" ? await accessToken() : (accessToken ?? "");
  const response = await send(
    `${instanceUrl.replace(/\/$/, "")}${path}`,
    // Global fetch has no method OPTIONS in the adapter's type; every adapter sends what it is told.
    {
      method: method as "GET",
      headers: { accept: "application/json", ...headers, ...(withSession ? { authorization: `Bearer ${token}` } : {}) },
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    },
  );
  const text = await response.text();
  return { status: response.status, headers: response.headers, value: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A page of something in between: its status says enough.
    return undefined;
  }
}
