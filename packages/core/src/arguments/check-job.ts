import { checkId } from "./check-id.ts";
import { checkObject } from "./check-object.ts";

/**
 * Checks a job that a caller gave as an object, and returns its id. What else is on it is nobody's business.
 *
 * @param source - What gives such objects, for the error: `createJob or getJob`.
 * @throws TypeError for what is no object, mostly the id alone, and for a bad id.
 */
export function checkJob(job: { readonly id: string }, source: string): string {
  checkObject("job", job, `the job as ${source} gave it, not its id alone`);
  return checkId(job.id, "750", "jobId");
}
