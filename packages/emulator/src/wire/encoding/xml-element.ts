import type { XmlElement } from "@rgrove/parse-xml";

/** Tells whether an element says that its value is empty: `xsi:nil="true"`, whatever the namespace's prefix. */
export const isNil = ({ attributes }: XmlElement): boolean =>
  Object.entries(attributes).some(([name, value]) => /(?:^|:)nil$/.test(name) && (value === "true" || value === "1"));
