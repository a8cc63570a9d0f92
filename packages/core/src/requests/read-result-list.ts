import * as v from "valibot";
import { valueReader } from "../replies/read-value.ts";
import type { ReplyBody } from "../replies/read-body.ts";

/** Reads the list of a query batch's results: ids of 15 or 18 characters, in the order in which they belong together. */
export const readResultList: (body: ReplyBody) => string[] = valueReader(
  v.pipe(
    v.union([
      v.array(v.unknown()),
      v.pipe(
        v.literal(""),
        v.transform(() => []),
      ),
      v.object({ result: v.optional(v.unknown()) }),
    ]),
    // XML makes one element look like no list, and an empty list like an empty text.
    v.transform((list): unknown[] => (Array.isArray(list) ? list : list.result == null ? [] : [list.result].flat())),
    v.array(v.pipe(v.string(), v.regex(/^752(?:[a-zA-Z0-9]{12}|[a-zA-Z0-9]{15})$/))),
  ),
  "a list of results",
  "result-list",
);
