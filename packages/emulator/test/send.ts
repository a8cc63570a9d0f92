import { request } from "node:http";

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly text: string;
  /** Whether the server asked for the body before it was sent. */
  readonly continued: boolean;
}

/**
 * Sends a request over HTTP just as it is given: header names in their case, none added but `Host` and `Connection`, and
 * a body in chunks where no `Content-Length` is among them.
 */
export async function send(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Uint8Array | readonly (string | Uint8Array)[] = [],
): Promise<Answer> {
  const parts = typeof body === "string" || body instanceof Uint8Array ? [body] : body;
  return await new Promise((resolve, reject) => {
    let continued = false;
    const outgoing = request(url, { method, headers: { ...headers }, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const whole = Buffer.concat(chunks);
        const text = whole.toString("utf8");
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: whole, text, continued });
      });
    });
    outgoing.on("error", reject);
    const write = (): void => {
      for (const part of parts) outgoing.write(part);
      outgoing.end();
    };
    outgoing.on("continue", () => {
      continued = true;
      write();
    });
    // Who expects "100 Continue" waits for it.
    if (Object.keys(headers).some((name) => name.toLowerCase() === "expect")) outgoing.flushHeaders();
    else write();
  });
}

/** Gives the text of the first element with a name, whatever its namespace. */
export const textOf = (xml: string, name: string): string =>
  new RegExp(`<(?:\\w+:)?${name}>([^<]*)`).exec(xml)?.[1] ?? "";
