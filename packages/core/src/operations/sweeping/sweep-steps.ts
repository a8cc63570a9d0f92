// What finding and sweeping jobs takes, in one file that is loaded later: a page that closes jobs needs none of it.
export { judgeJobs } from "./judge-jobs.ts";
export { carryOutPlans, sweep } from "./sweep.ts";
