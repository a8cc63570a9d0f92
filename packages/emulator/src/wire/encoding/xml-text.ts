/** The namespace of everything that the Bulk API says in XML. */
export const dataloadNamespace = "http://www.force.com/2009/06/asyncapi/dataload";

/** What every XML answer begins with. */
export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>';

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Writes text so that it stands in an XML document. */
export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
