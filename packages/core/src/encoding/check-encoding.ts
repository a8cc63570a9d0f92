import { describeValue } from "../arguments/describe-value.ts";
import { argumentError } from "../errors/argument-error.ts";

/**
 * How the bytes of a source are encoded: one of these four, which every runtime reads, or a label of the
 * {@link https://encoding.spec.whatwg.org/#names-and-labels | Encoding Standard} that the runtime's `TextDecoder` knows.
 */
export type SourceEncoding = "utf-8" | "windows-1252" | "utf-16le" | "utf-16be" | (string & {});

/** The labels of the Encoding Standard for what is read by code of our own. */
const labels: Readonly<Record<string, string>> = {
  "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
  "windows-1252":
    "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252",
  "utf-16le": "utf-16le",
  "utf-16be": "unicodefffe utf-16be",
  // Which of the two it is, its mark or its zeros tell; else it is utf-16le, as the Standard has it.
  "utf-16": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16",
};

const nameOf = new Map(Object.entries(labels).flatMap(([name, all]) => all.split(" ").map((label) => [label, name])));

/**
 * Checks the encoding that a caller may have named, and gives its name in the Encoding Standard; `undefined` where none is
 * named.
 *
 * @throws TypeError for what this runtime cannot read.
 */
export function checkEncoding(encoding: SourceEncoding | undefined): string | undefined {
  if (encoding === undefined) return undefined;
  if (typeof encoding !== "string") {
    throw argumentError(
      "InvalidArgument",
      `Cannot use encoding ${describeValue(encoding)}: expected a name such as "windows-1252"`,
    );
  }
  const label = encoding.trim().toLowerCase();
  const own = nameOf.get(label);
  if (own !== undefined) return own;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw argumentError(
      "UnsupportedEncoding",
      `Cannot use encoding ${describeValue(encoding)}: this runtime cannot read it; expected "utf-8", "windows-1252", "utf-16le", "utf-16be", or another label of the Encoding Standard that its TextDecoder knows`,
    );
  }
}
