import { redact } from "../errors/redact.ts";
import { isGzip } from "../bytes/gzip.ts";
import type { Decompress } from "../connection/connection.ts";

/** What a body turned out to be. */
export type ReplyBody =
  | { readonly kind: "json"; readonly text: string; readonly value: unknown }
  | { readonly kind: "xml"; readonly text: string; readonly root: string; readonly value: unknown }
  /**
   * `bytes` is the same in UTF-8, for who would keep it: outside of the heap it costs the garbage collector nothing. The text
   * of a long one is made whenever it is asked for: who reads bytes piece by piece never has it whole.
   */
  | { readonly kind: "text"; readonly text: string; readonly bytes: Uint8Array }
  | { readonly kind: "page"; readonly title: string }
  | { readonly kind: "empty" }
  /** It was cut or changed on its way: what Salesforce answered is lost. */
  | { readonly kind: "damaged"; readonly why: string }
  | { readonly kind: "too large"; readonly why: string };

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a body by its bytes: gunzip where they begin as gzip does, then UTF-8, then whatever the first character says.
 * No header is asked, since headers say `gzip` of decoded bodies and JSON of pages.
 *
 * @param asText - Whether it stays text, also where it begins as JSON or XML. A page is a page all the same.
 * @param decompress - What the connection brings for a large body. Default: pako.
 */
export async function readBody(
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number,
  asText = false,
  decompress?: Decompress,
): Promise<ReplyBody> {
  let plain = bytes;
  if (isGzip(bytes)) {
    // Loaded when the first such body comes: most runtimes decode by themselves.
    const { ungzip } = await import("../bytes/gzip-steps.ts");
    try {
      const whole = await ungzip(bytes, maxBytes, decompress);
      if (whole === undefined) return { kind: "too large", why: `more than ${maxBytes} bytes` };
      plain = whole;
    } catch (error) {
      return { kind: "damaged", why: (error as Error).message };
    }
  }
  if (plain.length === 0) return { kind: "empty" };
  let text: string;
  // Almost every reply: JSON from its first byte on. 200 characters have 800 bytes at most.
  const isJson = plain[0] === 0x7b && !asText;
  const start = isJson ? "{" : new TextDecoder().decode(plain.subarray(0, 800)).slice(0, 200).trimStart();
  const isPage = /^<(?:!doctype html|html|head|body|!--)/i.test(start);
  const format = asText ? "text" : start.startsWith("<") ? "XML" : /^[{[]/.test(start) ? "JSON" : "text";
  try {
    if (format === "text" && start !== "" && !isPage && plain.length > piece) {
      checkPieces(plain);
      return {
        kind: "text",
        bytes: plain,
        get text() {
          return decoder.decode(plain);
        },
      };
    }
    text = decoder.decode(plain);
  } catch {
    return { kind: "damaged", why: "it is not UTF-8" };
  }
  if (isPage) return { kind: "page", title: titleOf(text) };
  if (start === "" && text.trim() === "") return { kind: "empty" };
  if (format === "text") return { kind: "text", text, bytes: plain };
  if (format === "JSON") return readJson(text);
  // The parser is loaded when the first XML comes: JSON is asked for.
  const { readXml } = await import("./xml.ts");
  try {
    return { kind: "xml", text, ...readXml(text) };
  } catch (error) {
    return damaged(format, error);
  }
}

/** How many bytes become text at a time: as a string it is gone with the next collection of what is young. */
const piece = 16 * 1024;

/** Checks that bytes are UTF-8, and never has all of their text. */
function checkPieces(bytes: Uint8Array): void {
  for (let start = 0; start < bytes.length;) {
    let end = start + piece;
    // Not within a character: three bytes of the longest stand behind its first.
    for (let back = 0; back < 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80; back++) end--;
    decoder.decode(bytes.subarray(start, end));
    start = end;
  }
}

function readJson(text: string): ReplyBody {
  try {
    return { kind: "json", text, value: JSON.parse(text) as unknown };
  } catch (error) {
    return damaged("JSON", error);
  }
}

/** What the parser says is not handed on: it quotes the text, and a reply's text stays out of errors. */
const damaged = (format: string, error: unknown): ReplyBody => ({
  kind: "damaged",
  why: `its ${format} is damaged${error instanceof RangeError ? " (nested too deeply)" : ""}`,
});

function titleOf(text: string): string {
  const title = /<title[^<>]{0,200}>([^<]{1,200})/i.exec(text.slice(0, 20_000))?.[1]?.replace(/\s+/g, " ").trim();
  return title === undefined || title === ""
    ? `a page of ${text.length} characters`
    : `the page ${JSON.stringify(redact(title))}`;
}
