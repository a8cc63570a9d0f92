import type { AdapterInit } from "@sfbulk/node";

/** A body of more bytes is named, not shown. */
const mostShown = 400;
/** The shell puts the token in: it is in no line that is printed. */
const secret = "$SF_ACCESS_TOKEN";

/** Writes a request as a line for the shell. In place of the token stands the variable that holds it. */
export function curlOf(
  url: string,
  { method, headers, body }: Pick<AdapterInit, "method" | "headers" | "body">,
): string {
  const parts = [`curl -X ${method} ${quote(url)}`];
  for (const [name, value] of Object.entries(headers)) {
    if (name === "x-sfdc-session") parts.push(`-H "X-SFDC-Session: ${secret}"`);
    else if (name === "authorization") parts.push(`-H "Authorization: Bearer ${secret}"`);
    else parts.push(`-H ${quote(`${name}: ${value}`)}`);
  }
  if (body instanceof Uint8Array) {
    // In SOAP the session stands in the body.
    const text = new TextDecoder().decode(body).replace(/<sessionId>[^<]*<\/sessionId>/, "<sessionId>…</sessionId>");
    parts.push(
      body.length <= mostShown ? `--data-binary ${quote(text)}` : `--data-binary @body # ${body.length} bytes`,
    );
  } else if (body !== undefined && body !== null) parts.push("--data-binary @body");
  return parts.join(" \\\n  ");
}

/** Quotes a word for bash and zsh; what a terminal would obey is written as its number. */
function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  const unseen = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
  if (!unseen.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`);
  return `$'${escaped.replaceAll(unseen, byNumber)}'`;
}

const byNumber = (one: string): string => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
