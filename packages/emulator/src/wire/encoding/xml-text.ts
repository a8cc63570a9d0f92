/** The namespace of everything that the Bulk API says in XML. */
export const dataloadNamespace = "http://www.force.com/2009/06/asyncapi/dataload";

/** What every XML answer begins with. */
export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>';

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  // As it is, it would be read as a line feed.
  "\r": "&#13;",
};

/** What is no character of an XML document, in whatever form: most control characters, surrogates that stand alone. */
const noXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/**
 * Writes text so that it stands between the tags of an XML document; quotes stay as they are (recorded). That what XML
 * cannot have becomes U+FFFD is a guess.
 */
export const escapeXml = (text: string): string => (isPlain.test(text) ? text : escaped(text));

/** Most of what is written: a long list would take several times as long otherwise. */
const isPlain = /^[\w .:+-]*$/;

const escaped = (text: string): string =>
  text.replace(noXml, "\ufffd").replace(/[&<>\r]/g, (character) => entities[character] ?? "");
