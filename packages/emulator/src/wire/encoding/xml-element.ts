import type { XmlElement, XmlNode } from "@rgrove/parse-xml";

/** Gives the elements in an element; none where there is no element. */
export const childrenOf = (element: XmlElement | undefined): XmlElement[] =>
  (element?.children ?? []).filter((node: XmlNode): node is XmlElement => node.type === "element");

/** Gives the name of an element without its namespace's prefix. */
export const localName = ({ name }: XmlElement): string => name.slice(name.indexOf(":") + 1);

/** Tells whether an element says that its value is empty: `xsi:nil="true"`, whatever the namespace's prefix. */
export const isNil = ({ attributes }: XmlElement): boolean =>
  Object.entries(attributes).some(([name, value]) => /(?:^|:)nil$/.test(name) && (value === "true" || value === "1"));
