/**
 * Gives the ids of one org names that another org's ids have too: `750-1` is the first job of either. A job that was made
 * in one is found in the other by its name.
 */
export interface IdNames {
  /** Puts names in the place of all ids in a text; ids that are seen for the first time get one. */
  readonly nameAll: (text: string) => string;
  /** Puts ids in the place of those that have a name with another org. */
  readonly translate: (text: string, others: IdNames) => string;
  readonly nameOf: (id: string) => string | undefined;
  readonly idOf: (name: string) => string | undefined;
}

/** Ids by their prefixes: of Salesforce's own objects and of custom ones. Words of 15 letters begin otherwise. */
const ids = /(?<![\w-])(?:0[0-9A-Za-z]{2}|7\d{2}|a\d[0-9A-Za-z])[0-9A-Za-z]{12}(?:[0-9A-Za-z]{3})?(?![\w-])/g;

/** Makes names for the ids of an org. */
export function createIdNames(): IdNames {
  const names = new Map<string, string>();
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  const nameOf = (id: string): string | undefined => names.get(id.slice(0, 15));
  const name = (id: string): string => {
    const old = nameOf(id);
    if (old !== undefined) return old;
    const prefix = id.slice(0, 3);
    const count = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, count);
    const given = `${prefix}-${count}`;
    names.set(id.slice(0, 15), given);
    known.set(given, id);
    return given;
  };
  return {
    // How long an id was written matters.
    nameAll: (text) => text.replace(ids, (id) => `<${name(id)} of ${id.length}>`),
    translate: (text, others) =>
      text.replace(ids, (id) => {
        const given = nameOf(id);
        const other = given === undefined ? undefined : others.idOf(given);
        return other === undefined ? id : other.slice(0, id.length);
      }),
    nameOf,
    idOf: (given) => known.get(given),
  };
}
