import { redact } from "../errors/redact.ts";
import { isGzip } from "../bytes/gzip.ts";
import type { Decompress } from "../connection/connection.ts";

/** What a body turned out to be. */
export type ReplyBody =
  | { readonly kind: "json"; readonly text: string; readonly value: unknown }
  | { readonly kind: "xml"; readonly text: string; readonly root: string; readonly value: unknown }
  /**
   * `bytes` is the same in UTF-8, for who would keep it, or read it piece by piece: outside of the heap it costs the garbage
   * collector nothing. `text` is made each time that it is asked for.
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
  try {
    text = decoder.decode(plain);
  } catch {
    return { kind: "damaged", why: "it is not UTF-8" };
  }
  // Almost every reply: JSON from its first character on.
  if (text.startsWith("{") && !asText) return readJson(text);
  const start = text.slice(0, 200).trimStart();
  if (start === "" && text.trim() === "") return { kind: "empty" };
  if (/^<(?:!doctype html|html|head|body|!--)/i.test(start)) return { kind: "page", title: titleOf(text) };
  const format = asText ? "text" : start.startsWith("<") ? "XML" : /^[{[]/.test(start) ? "JSON" : "text";
  if (format === "text") {
    // Keeps no text: of a batch it may be 10 MB.
    return {
      kind: "text",
      bytes: plain,
      get text() {
        return decoder.decode(plain);
      },
    };
  }
  if (format === "JSON") return readJson(text);
  // The parser is loaded when the first XML comes: JSON is asked for.
  const { readXml } = await import("./xml.ts");
  try {
    return { kind: "xml", text, ...readXml(text) };
  } catch (error) {
    return damaged(format, error);
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
