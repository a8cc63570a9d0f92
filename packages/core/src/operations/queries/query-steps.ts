// What queries take, in one file that is loaded later: a page that closes jobs needs none of it.
export { readQueryResults } from "./read-query-results.ts";
export { readQueryResultsCsv } from "./read-query-results-csv.ts";
export { runForCsv, runForRows } from "./run-in-job.ts";
