import type { BatchContent, Job } from "../../org/state/job.ts";
import { mapColumns } from "../../org/records/map-columns.ts";
import { findByName, type ObjectSchema, schemaOf } from "../../options/object-schema.ts";
import type { Org } from "../../org/state/org.ts";
import { Refusal } from "../../org/state/refusal.ts";
import type { Arrival } from "../../wire/request/arrival.ts";
import { attachFiles, readArchive } from "../../wire/request/read-archive.ts";
import { readCsvInTurns } from "../../wire/request/read-csv.ts";
import { jsonRows, notParsed, readRows, type RowsTarget, unusable } from "../../wire/request/read-rows.ts";
import { decodeText } from "../../wire/encoding/decode-text.ts";
import { inTurn } from "../../wire/encoding/in-turns.ts";
import { readXmlInTurns } from "../../wire/request/read-xml-in-turns.ts";
import { tooLarge } from "../context/check-body.ts";
import { knownCharset } from "../context/known-charset.ts";

/** The Content-Type of a batch for each content type of a job. */
const typeOf: Readonly<Record<string, string>> = {
  CSV: "text/csv",
  JSON: "application/json",
  XML: "application/xml",
  ZIP_CSV: "zip/csv",
  ZIP_JSON: "zip/json",
  ZIP_XML: "zip/xml",
};

const maxCharacters = 10_000_000;
const maxBytes = 10 * 1024 * 1024;
const maxRows = 10_000;

/**
 * Reads what a batch brings.
 *
 * @throws Refusal for the wrong Content-Type, an empty body, or one beyond a limit.
 */
export async function readBatchContent(org: Org, job: Job, { headers, body, text }: Arrival): Promise<BatchContent> {
  const type = headers.get("content-type") ?? "application/xml";
  checkContentType(job, type);
  const isArchive = job.contentType.startsWith("ZIP");
  if ((!isArchive && text.length > maxCharacters) || body.length > maxBytes) throw tooLarge();
  if (text.trim() === "") throw new Refusal("ClientInputError", "Unable to find any data to create batch");
  if (job.operation === "query" || job.operation === "queryAll") return { kind: "query", soql: text };
  const schema = schemaOf(org.objects, job.object);
  const { operation } = job;
  const content = isArchive
    ? readArchived(job, body, schema)
    : await readInTurns(job, textOf(job, body, type), { operation, schema, ...mapping(org, job) });
  if (content.kind === "rows" && content.rows.length > maxRows) {
    // The limit is documented, the words are a guess.
    throw new Refusal("InvalidBatch", `Too many records in batch: ${content.rows.length} (maximum: ${maxRows})`);
  }
  return content;
}

/** Reads rows, which may be many, so that others have their turn in between. */
async function readInTurns({ contentType }: Job, text: string | undefined, target: RowsTarget): Promise<BatchContent> {
  if (text === undefined) return readRows(contentType, text, target);
  try {
    if (contentType === "JSON") {
      const value = await inTurn((): unknown => JSON.parse(text));
      return await inTurn(() => {
        const rows = jsonRows(value);
        return typeof rows === "string" ? unusable(rows) : readRows(contentType, rows, target);
      });
    }
    const data = contentType === "CSV" ? await readCsvInTurns(text) : ((await readXmlInTurns(text)) ?? text);
    return await inTurn(() => readRows(contentType, data, target));
  } catch (error) {
    return notParsed(contentType, error);
  }
}

/** Gives what turns the columns of a file into fields, where the job has a mapping spec. */
function mapping(org: Org, { object, spec }: Job): Pick<RowsTarget, "mapTable"> {
  const schema = findByName(org.objects, object)?.value;
  if (spec === null || schema === undefined) return {};
  return { mapTable: (table) => mapColumns(spec, table, schema, org.clock.now()) };
}

/**
 * Gives the text of a batch by the charset that its Content-Type or its XML names. A byte order mark is left where it is
 * in CSV, where Salesforce minds it; that it is not minded elsewhere is a guess.
 */
function textOf({ contentType }: Job, body: Uint8Array<ArrayBuffer>, type: string): string | undefined {
  const isXml = contentType.endsWith("XML");
  const text = decodeText(body, knownCharset(type) ?? (isXml ? declaredCharset(body) : undefined));
  return contentType.endsWith("CSV") ? text : text?.replace(/^\ufeff/, "");
}

/** Gives the charset that an XML document declares. */
function declaredCharset(body: Uint8Array<ArrayBuffer>): string | undefined {
  const start = decodeText(body.subarray(0, 200), "iso-8859-1") ?? "";
  const declared = /^(?:\u00ef\u00bb\u00bf)?<\?xml [^>]*encoding=["']([\w.:-]+)["']/.exec(start)?.[1];
  return declared === undefined ? undefined : knownCharset(`application/xml; charset=${declared}`);
}

/** Reads the rows in an archive, with the files that they name. A bad archive fails when it is processed (a guess). */
function readArchived(job: Job, body: Uint8Array<ArrayBuffer>, schema: ObjectSchema): BatchContent {
  const archive = readArchive(body);
  if (typeof archive === "string") return unusable(archive);
  const text = textOf(job, archive.request, "");
  if (text !== undefined && text.length > maxCharacters) throw tooLarge();
  const content = attachFiles(readRows(job.contentType, text, { operation: job.operation, schema }), archive, schema);
  return "missing" in content ? unusable(`Failed to find ${content.missing} in archive`) : content;
}

function checkContentType(job: Job, given: string): void {
  const type = given.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === typeOf[job.contentType]) return;
  if (!Object.values(typeOf).includes(type)) {
    throw new Refusal("UnsupportedContentType", `Unsupported content type: ${given}`);
  }
  // That one of these two codes is used is known; which, and with what words, is a guess.
  throw new Refusal("InvalidBatch", `Content-Type ${type} does not match the Job's contentType ${job.contentType}`);
}
