import { checkColumns } from "../../arguments/check-columns.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { checkWord } from "../../arguments/check-word.ts";
import { describeValue } from "../../arguments/describe-value.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { CheckedSource, CheckSourceOptions } from "./check-source.ts";
import { checkCsvSourceOptions, csvSourceOptionNames } from "./csv-source-options.ts";
import type { Field } from "../records/flatten-record.ts";
import { isRepeatable } from "./is-repeatable.ts";
import { makeParts } from "../make-parts.ts";
import { openSource } from "./open-source.ts";
import type { RowSource } from "./row-source.ts";
import type { SourceReading } from "../source-reading.ts";

const optionNames: OptionNames<CheckSourceOptions> = {
  ...csvSourceOptionNames,
  contentType: true,
  columns: true,
  maxBytes: true,
  signal: true,
};

/** Checks the options of `checkSource`, and reads the source to its end as it says. */
export async function readSource(source: RowSource, options: CheckSourceOptions): Promise<CheckedSource> {
  checkOptions("options", options, optionNames);
  const { contentType = "CSV", signal } = options;
  checkWord("contentType", contentType, ["CSV", "JSON", "XML"]);
  const columns = checkColumns("columns", options.columns);
  const maxBytes = checkWholeNumber("maxBytes", options.maxBytes, 10_000_000, 1, 10_000_000);
  const written = { ...checkCsvSourceOptions(options), contentType, columns };
  if (!isRepeatable(source)) {
    throw argumentError(
      "InvalidSource",
      `Cannot check source: it can be read only once; expected a string, bytes, a Blob, an array or a function that opens it, got ${describeValue(source)}`,
    );
  }
  const { next, close } = openSource(source, signal, "source", written.header === undefined);
  const fields = new Set<string>();
  const onRecord = (record: readonly Field[]): undefined => {
    for (const { name, relation } of record) fields.add(relation === undefined ? name : `${relation}.${name}`);
  };
  const reading: SourceReading = { bytes: 0 };
  const limits = { maxBytes, maxRecords: 10_000, nextDone: () => Infinity };
  let rows = 0;
  let bytes = 0;
  try {
    const first = await next();
    if (first.done === true) throw argumentError("EmptySource", "Cannot use source: it is empty");
    for await (const part of makeParts(first.value, next, { ...written, ...limits, reading, onRecord })) {
      rows += part.rows;
      bytes += part.body.length;
    }
  } finally {
    close(undefined);
  }
  const { delimiter, lineEnd, encoding } = reading;
  return delimiter === undefined
    ? { columns: written.columns ?? [...fields], rows, dialect: undefined, encoding: undefined, bytes }
    : {
        columns: reading.columns ?? [],
        rows,
        dialect: { delimiter, lineEnding: lineEnd === undefined || lineEnd === "none" ? "LF" : lineEnd },
        encoding,
        bytes: reading.bytes,
      };
}
