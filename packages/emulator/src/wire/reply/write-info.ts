import type { BatchInfo, JobInfo } from "@sfbulk/core";
import { dataloadNamespace, escapeXml, xmlDeclaration } from "../encoding/xml-text.ts";
import type { Format } from "./reply-format.ts";

/** The elements of a job in XML, in the recorded order. Those without a value are left out. */
const jobElements = [
  "id",
  "operation",
  "object",
  "createdById",
  "createdDate",
  "systemModstamp",
  "state",
  "externalIdFieldName",
  "concurrencyMode",
  "contentType",
  "numberBatchesQueued",
  "numberBatchesInProgress",
  "numberBatchesCompleted",
  "numberBatchesFailed",
  "numberBatchesTotal",
  "numberRecordsProcessed",
  "numberRetries",
  "apiVersion",
  "assignmentRuleId",
  "numberRecordsFailed",
  "totalProcessingTime",
  "apiActiveProcessingTime",
  "apexProcessingTime",
] as const;

const batchElements = [
  "id",
  "jobId",
  "state",
  "stateMessage",
  "createdDate",
  "systemModstamp",
  "numberRecordsProcessed",
  "numberRecordsFailed",
  "totalProcessingTime",
  "apiActiveProcessingTime",
  "apexProcessingTime",
] as const;

/** Writes a job in the recorded layout: XML with one space a level, JSON on one line with its keys in alphabetical order. */
export const writeJob = (job: JobInfo, format: Format): string =>
  format === "json" ? jsonObject(job) : xmlDocument("jobInfo", elements(job, jobElements, " "));

/** Writes a batch in the recorded layout. */
export const writeBatch = (batch: BatchInfo, format: Format): string =>
  format === "json" ? jsonObject(batch) : xmlDocument("batchInfo", elements(batch, batchElements, " "));

/** Writes a list of batches in the recorded layout; an empty one is a root element that closes itself. */
export function writeBatchList(batches: readonly BatchInfo[], format: Format): string {
  if (format === "json") return `{"batchInfo":[${batches.map(jsonObject).join(",")}]}`;
  const items = batches.map((batch) => ` <batchInfo>\n${elements(batch, batchElements, "  ")} </batchInfo>\n`);
  return xmlDocument("batchInfoList", items.join(""));
}

/** Writes an error in the recorded layout. */
export function writeFault(exceptionCode: string, exceptionMessage: string, format: Format): string {
  if (format === "json") return JSON.stringify({ exceptionCode, exceptionMessage });
  const fault = { exceptionCode, exceptionMessage };
  return xmlDocument("error", elements(fault, ["exceptionCode", "exceptionMessage"], " "));
}

function xmlDocument(root: string, content: string): string {
  const start = `${xmlDeclaration}<${root}\n   xmlns="${dataloadNamespace}"`;
  return content === "" ? `${start} />` : `${start}>\n${content}</${root}>`;
}

function elements<T extends object>(value: T, names: readonly (keyof T & string)[], indent: string): string {
  return names
    .filter((name) => value[name] !== null && value[name] !== undefined)
    .map((name) => `${indent}<${name}>${escapeXml(textOf(name, value[name]))}</${name}>\n`)
    .join("");
}

const textOf = (name: string, value: unknown): string =>
  name === "apiVersion" ? (value as number).toFixed(1) : String(value);

function jsonObject(value: object): string {
  const members = Object.entries(value)
    // oxlint-disable-next-line unicorn/no-array-sort -- the array is new, and toSorted is not in ES2022
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${jsonValue(key, member)}`);
  return `{${members.join(",")}}`;
}

function jsonValue(key: string, value: unknown): string {
  // A number with a decimal, which JSON.stringify drops.
  if (key === "apiVersion") return (value as number).toFixed(1);
  const isTime = key === "createdDate" || key === "systemModstamp";
  return JSON.stringify(isTime ? String(value).replace("Z", "+0000") : value);
}
