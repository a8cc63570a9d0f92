import { argumentError } from "../errors/argument-error.ts";
import type { CheckedSource } from "./check-source.ts";
import { flattenRecord } from "./flatten-record.ts";
import { makeParts, type PartOptions } from "./make-parts.ts";
import { openSource } from "./open-source.ts";
import type { RowSource } from "./row-source.ts";
import type { SourceReading } from "./source-reading.ts";

/** How a source is read to its end. */
interface ReadOptions extends Omit<PartOptions, "maxRecords" | "nextDone" | "reading"> {
  readonly signal: AbortSignal | undefined;
}

/** Reads a source to its end as `checkSource` does, with options that are checked. */
export async function readSource(
  source: RowSource,
  { signal, maxBytes, ...written }: ReadOptions,
): Promise<CheckedSource> {
  const { items, close } = openSource(source, signal, "source", written.header === undefined);
  const iterator = items[Symbol.asyncIterator]();
  const fields = new Set<string>();
  let seen = 0;
  const others: AsyncIterator<unknown> = {
    next: async () => {
      const item = await iterator.next();
      if (item.done !== true) note(item.value);
      return item;
    },
  };
  const note = (item: unknown): void => {
    if (typeof item === "string" || item instanceof Uint8Array) return;
    for (const { name, relation } of flattenRecord(item, ++seen)) {
      fields.add(relation === undefined ? name : `${relation}.${name}`);
    }
  };
  const reading: SourceReading = { bytes: 0 };
  const limits = { maxBytes, maxRecords: 10_000, nextDone: () => Infinity };
  let rows = 0;
  let bytes = 0;
  try {
    const first = await iterator.next();
    if (first.done === true) throw argumentError("EmptySource", "Cannot use source: it is empty");
    note(first.value);
    for await (const part of makeParts(first.value, others, { ...written, ...limits, reading })) {
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
