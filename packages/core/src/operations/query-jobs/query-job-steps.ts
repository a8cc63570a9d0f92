// What queries take, in one file that is loaded later: a page that closes jobs needs none of it.
export { createCheckedQueryJob } from "./create-checked-query-job.ts";
export { readQueryJobCsv } from "./read-query-job-csv.ts";
export { readQueryJobRows } from "./read-query-job-rows.ts";
