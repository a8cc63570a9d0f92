import { createEmulator, type Emulator, type EmulatorOptions } from "@sfbulk/emulator";

/** The time at which the org of a test stands: nothing moves unless the test says so. */
export const noon = Date.parse("2026-02-12T12:00:00.000Z");

/** Makes an emulator whose clock stands still. */
export const still = (options: EmulatorOptions = {}): Emulator => createEmulator({ now: () => noon, ...options });

/** A reply with its body read. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly type: string | null;
  readonly text: string;
}

/** What a call says beside its path. */
export interface CallInit {
  readonly method?: string;
  readonly type?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** The token; `null` for none. Default: the emulator's own. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the Bulk API of an emulator in process: a GET, or a POST where there is a body. */
export async function call(emulator: Emulator, path: string, init: CallInit = {}): Promise<Reply> {
  const { token = emulator.accessToken, type } = init;
  // Of a string, fetch would make up a type.
  const body = typeof init.body === "string" ? new TextEncoder().encode(init.body) : init.body;
  const response = await emulator.fetch(`${emulator.instanceUrl}${path.startsWith("/") ? path : asyncPath(path)}`, {
    method: init.method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...(token === null ? {} : { "X-SFDC-Session": token }),
      ...(type === undefined ? {} : { "Content-Type": type }),
      ...init.headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  return {
    status: response.status,
    headers: response.headers,
    type: response.headers.get("content-type"),
    text: await response.text(),
  };
}

const asyncPath = (path: string): string => `/services/async/68.0/${path}`;

/** The two types that a request about a job may have. */
export const json = "application/json";
export const xml = "application/xml";

/** Closes or aborts a job. */
export const change = (emulator: Emulator, id: string, state: string): Promise<Reply> =>
  call(emulator, `job/${id}`, { type: json, body: JSON.stringify({ state }) });

/** Gives what a JSON body says. */
export const parsed = ({ text }: Reply): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

/** Gives the id in a JSON or XML body. */
export const idIn = ({ text }: Reply): string => /(?:"id":"|<id>)(\w+)/.exec(text)?.[1] ?? "";

/** Gives status, code and message of an error, in either form. */
export function errorOf({ status, text }: Reply): [number, string | undefined, string | undefined] {
  const code = /(?:"exceptionCode":"|<exceptionCode>)(\w+)/.exec(text)?.[1];
  const message = /(?:"exceptionMessage":"|<exceptionMessage>)(.*?)(?:"\}|<\/exceptionMessage>)/.exec(text)?.[1];
  return [status, code, message];
}

/** Adds a batch of CSV and gives its id. */
export const addCsv = async (emulator: Emulator, jobId: string, body: string): Promise<string> =>
  idIn(await call(emulator, `job/${jobId}/batch`, { type: "text/csv", body }));

/** What a call of the REST API says beside its path. */
export interface RestInit {
  readonly method?: string;
  /** Sent as JSON where it is no text. */
  readonly body?: string | Uint8Array<ArrayBuffer> | Readonly<Record<string, unknown>>;
  readonly type?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the REST API of an emulator: a path beneath `/services/data/v68.0/`, or a whole one. */
export function rest(emulator: Emulator, path: string, init: RestInit = {}): Promise<Reply> {
  const { token = emulator.accessToken, body } = init;
  const isText = body === undefined || typeof body === "string" || body instanceof Uint8Array;
  return call(emulator, path.startsWith("/") ? path : `/services/data/v68.0/${path}`, {
    token: null,
    headers: { Authorization: `Bearer ${token}`, ...init.headers },
    ...(init.method === undefined ? {} : { method: init.method }),
    ...(init.type === undefined && isText ? {} : { type: init.type ?? json }),
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  });
}

/** Gives status, code and message of an error of the REST API. */
export function restErrorOf({ status, text }: Reply): [number, string | undefined, string | undefined] {
  const [error] = text.startsWith("[") ? (JSON.parse(text) as { errorCode: string; message: string }[]) : [];
  return [status, error?.errorCode, error?.message];
}
/** Calls with the token as the REST API wants it. */
export const bearer = (emulator: Emulator, path: string, token: string = emulator.accessToken): Promise<Reply> =>
  call(emulator, path, { token: null, headers: { Authorization: `Bearer ${token}` } });
