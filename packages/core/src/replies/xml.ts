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
  const document = { root: localName(root), value: toValue(root, 0) };
  return document.root === "Envelope" ? openEnvelope(document.value) : document;
}

/** Gives what is in the body of a SOAP envelope; a fault in the form that refusals of the other APIs have. */
function openEnvelope(envelope: XmlValue): XmlDocument {
  const body = childOf(envelope, "Body");
  const [root] = typeof body === "object" && body !== null ? Object.keys(body) : [];
  if (root === undefined) throw new Error("its envelope is empty");
  const value = childOf(body, root);
  if (root !== "Fault") return { root, value };
  const textOf = (name: string): string => {
    const text = childOf(value, name);
    return typeof text === "string" ? text : "";
  };
  const code = textOf("faultcode");
  const exceptionCode = code.slice(code.indexOf(":") + 1);
  const words = textOf("faultstring");
  const exceptionMessage = words.startsWith(`${exceptionCode}: `) ? words.slice(exceptionCode.length + 2) : words;
  return { root, value: { exceptionCode, exceptionMessage } };
}

function childOf(value: XmlValue, name: string): XmlValue {
  const child = typeof value === "object" && value !== null ? value[name] : undefined;
  return child === undefined ? null : Array.isArray(child) ? (child[0] ?? null) : child;
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
