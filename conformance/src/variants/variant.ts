/** A form of the library under test. */
export interface Variant {
  readonly name: "sources" | "packed" | "minified";
  /** Where imports of `@sfbulk/…` are resolved from. */
  readonly folder: string;
  /** The condition under which a package shows its sources. */
  readonly sources: boolean;
  /** Whether everything goes into one minified file. */
  readonly minified: boolean;
}
