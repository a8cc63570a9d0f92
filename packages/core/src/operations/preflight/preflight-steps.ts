// What a check before a load takes, in one file that is loaded later: a page that closes jobs needs none of it, and who checks
// columns checks values too.
export { judgeColumns } from "./columns/judge-columns.ts";
export { valueChecker } from "./values/value-checker.ts";
