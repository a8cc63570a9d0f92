import { withRelated } from "../../org/query/related-by.ts";
import { runSearch } from "../../org/search/run-search.ts";
import { standBack, turnEnd } from "../../wire/encoding/in-turns.ts";
import { restRecord } from "../../wire/reply/rest-record.ts";
import { type RestAnswer, type RestCall, wrongMethod } from "./rest-call.ts";

/** From this version on what was found stands in an object of its own (documented). */
const firstWithObject = 37;

/** Answers `search`. */
export async function answerSearch(call: RestCall): Promise<RestAnswer> {
  const { org, version, method, query } = call;
  if (method !== "GET") throw wrongMethod(method, "GET", "HEAD");
  let isOver = turnEnd();
  const pause = (): Promise<void> | undefined => {
    if (!isOver()) return undefined;
    return standBack().then(() => {
      isOver = turnEnd();
    });
  };
  const answers = await runSearch(org, query.get("q") ?? "", pause);
  const records = answers.flatMap(({ object, schema, fields, records: found }) =>
    withRelated(org, schema, found, fields).map((record) => restRecord(version, object, record, fields)),
  );
  const isObject = Number.parseInt(version.slice(1), 10) >= firstWithObject;
  return { status: 200, body: isObject ? { searchRecords: records } : records };
}
