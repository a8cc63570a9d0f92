/** The job that every measurement closes. */
export const jobId = "7509H0000016GUXQA2";

const date = "2026-02-12T15:43:48.000+0000";
const user = "0059H000004HZpEQAW";

/** The reply to a close as Salesforce's own Postman collection keeps it, with values in its blanks. */
export const closedJob: Readonly<Record<string, string | number | boolean | null>> = {
  apexProcessingTime: 64,
  apiActiveProcessingTime: 225,
  apiVersion: 58,
  assignmentRuleId: null,
  concurrencyMode: "Parallel",
  contentType: "CSV",
  createdById: user,
  createdDate: date,
  externalIdFieldName: null,
  fastPathEnabled: false,
  id: jobId,
  numberBatchesCompleted: 1,
  numberBatchesFailed: 0,
  numberBatchesInProgress: 0,
  numberBatchesQueued: 0,
  numberBatchesTotal: 1,
  numberRecordsFailed: 0,
  numberRecordsProcessed: 1,
  numberRetries: 0,
  object: "Account",
  operation: "insert",
  state: "Closed",
  systemModstamp: date,
  totalProcessingTime: 403,
};

/** A batch of so many rows whose processing has ended. */
export const batchOf = (number: number, rows: number): object => ({
  apexProcessingTime: 0,
  apiActiveProcessingTime: 0,
  createdDate: date,
  id: `751${String(number).padStart(12, "0")}`,
  jobId,
  numberRecordsFailed: 0,
  numberRecordsProcessed: rows,
  state: "Completed",
  stateMessage: null,
  systemModstamp: date,
  totalProcessingTime: 0,
});

/** Writes an object as the XML of the same reply; what is `null` is left out. */
export const toXml = (root: string, value: object): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="http://www.force.com/2009/06/asyncapi/dataload">${Object.entries(
    value,
  )
    .filter(([, one]) => one !== null)
    .map(([name, one]) => `<${name}>${String(one)}</${name}>`)
    .join("")}</${root}>`;

/** The reply to a close, in JSON and in XML. */
export const closedJobJson: string = JSON.stringify(closedJob);
export const closedJobXml: string = toXml("jobInfo", closedJob);

/** The results of so many rows that went in. */
export function resultsCsv(rows: number): string {
  const lines = ['"Id","Success","Created","Error"'];
  for (let row = 0; row < rows; row++) lines.push(`"0019H00000${String(row).padStart(8, "0")}","true","true",""`);
  return `${lines.join("\n")}\n`;
}

/** A query job of Bulk API 2.0 that has found so many rows, in the guide's form. */
export const queryJobJson = (rows: number): string =>
  JSON.stringify({
    id: jobId,
    operation: "query",
    object: "Account",
    createdById: user,
    createdDate: date,
    systemModstamp: date,
    state: "JobComplete",
    concurrencyMode: "Parallel",
    contentType: "CSV",
    apiVersion: 66,
    jobType: "V2Query",
    lineEnding: "LF",
    columnDelimiter: "COMMA",
    retries: 0,
    totalProcessingTime: 403,
    numberRecordsProcessed: rows,
  });

/** One of the pages of its results. */
export function queryPage(rows: number): string {
  const lines = ['"Id","Name","BillingCity","CreatedDate"'];
  for (let row = 0; row < rows; row++) {
    lines.push(`"0019H00000${String(row).padStart(8, "0")}","Acme ${row} GmbH","Zürich","2026-02-12T15:43:48.000Z"`);
  }
  return `${lines.join("\n")}\n`;
}

/** The list of up to five of its pages, from one on. */
export function queryPages(from: number, pages: number): string {
  const path = `/services/data/v66.0/jobs/query/${jobId}`;
  const end = Math.min(pages, from + 5);
  return JSON.stringify({
    resultPages: Array.from({ length: end - from }, (_, page) => ({
      resultUrl: `${path}/results?locator=${from + page}`,
    })),
    nextRecordsUrl: end < pages ? `${path}/resultPages?locator=${end}` : null,
    done: end >= pages,
  });
}
