import { parseXml, type XmlElement, type XmlNode } from "@rgrove/parse-xml";

/** An XML document as plain data: what JSON would have said. */
export interface XmlDocument {
  /** The name of the root element, `jobInfo`. */
  readonly root: string;
  readonly value: XmlValue;
}

/** Text, an object of child elements (repeated ones as an array), or `null` for `xsi:nil`. */
type XmlValue = string | null | { [name: string]: XmlValue | XmlValue[] };

/** Salesforce's replies are three elements deep; records that name their parents are a few more. */
const maxDepth = 32;

/**
 * Reads an XML document. Entities of its own are not expanded, documents that are not well-formed are refused.
 *
 * @throws an error that says where the document breaks off or what is wrong with it.
 */
export function readXml(text: string): XmlDocument {
  const { root } = parseXml(text);
  if (root === null) throw new Error("it has no root element");
  return { root: localName(root), value: toValue(root, 0) };
}

function toValue(element: XmlElement, depth: number): XmlValue {
  if (depth > maxDepth) throw new Error(`its elements are more than ${maxDepth} deep`);
  if (element.attributes["xsi:nil"] === "true") return null;
  const children = element.children.filter(isElement);
  if (children.length === 0) return element.text;
  // Without a prototype, an element named "__proto__" is a name like any other.
  const object = Object.create(null) as { [name: string]: XmlValue | XmlValue[] };
  for (const child of children) {
    const name = localName(child);
    const value = toValue(child, depth + 1);
    const before = object[name];
    if (before === undefined) object[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else object[name] = [before, value];
  }
  return object;
}

const isElement = (node: XmlNode): node is XmlElement => node.type === "element";

const localName = (element: XmlElement): string => element.name.slice(element.name.indexOf(":") + 1);
