import * as v from "valibot";

/**
 * Makes a schema for a list, in JSON an array. Where the list came as XML, its items are elements of one name below the
 * root: one of them looks like no list, and none of them like an empty string.
 *
 * @param element - The name of the items' elements, `batchInfo`.
 */
export const listSchema = <T>(element: string, item: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T[]> =>
  v.pipe(
    v.custom<unknown[] | "" | Readonly<Record<string, unknown>>>(mayBeList, "Expected a list"),
    v.transform((list): unknown[] => {
      if (Array.isArray(list)) return list;
      const items = list === "" ? undefined : list[element];
      return items == null ? [] : [items].flat();
    }),
    v.array(item),
  );

/** By hand: valibot's union, record and literal would be loaded with every page, for this alone. */
const mayBeList = (value: unknown): boolean => value === "" || (typeof value === "object" && value !== null);
