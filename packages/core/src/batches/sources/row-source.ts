/**
 * Where rows come from: CSV (a string, bytes, a Blob or File, a web stream, or an iterable of strings and bytes) or records,
 * or a function that opens one of these. A function is called each time the rows are read.
 *
 * CSV may be in any encoding and with any delimiter and line ends, and gzipped: see the options. A string is CSV and never
 * the name of a file.
 *
 * A record is a plain object: `null` empties its field, `undefined` and what is missing leave the field alone, a date
 * becomes ISO 8601 in UTC, and an object is a related record, `{ Account: { ExternalId__c: "x" } }`. In a CSV job an empty
 * string leaves its field alone too, and `"#N/A"` empties it: that is Salesforce's rule for CSV.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_preparing.htm
 */
export type RowSource = OpenRowSource | (() => OpenRowSource | Promise<OpenRowSource>);

/** A {@link RowSource} that is there already. Streams and iterators can be read once only. */
export type OpenRowSource =
  | string
  | Uint8Array
  | Blob
  | ReadableStream<string | Uint8Array>
  | ReadableStream<object>
  | AsyncIterable<string | object>
  | Iterable<string | object>;
