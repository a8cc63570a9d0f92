import { removeBulk2Job, setBulk2State } from "../org/bulk-2/change-bulk-2-job.ts";
import { queueJob } from "../org/bulk-2/process-job.ts";
import { setJobState } from "../org/jobs/change-job-state.ts";
import { ingestContentOf } from "../wire/request/read-ingest-content.ts";
import { bulk2JobOfScene, type FaultHandler, jobOfScene } from "./scene.ts";

/** Lets somebody else close the job just before the request is handled. */
export const closedByOther: FaultHandler<"closed-by-other"> = async (_, scene) => {
  const { org } = scene;
  const job = jobOfScene(scene);
  if (job?.state === "Open") setJobState(org, job, "Closed");
  const bulk2Job = bulk2JobOfScene(scene);
  if (bulk2Job?.kind === "ingest" && bulk2Job.state === "Open") {
    bulk2Job.content = ingestContentOf(org, bulk2Job);
    queueJob(org, bulk2Job, org.clock.now());
  }
  return scene.send(await scene.answer());
};

/** Lets somebody else abort the job just before the request is handled. */
export const abortedByOther: FaultHandler<"aborted-by-other"> = async (_, scene) => {
  const job = jobOfScene(scene);
  if (job?.state === "Open") setJobState(scene.org, job, "Aborted");
  const bulk2Job = bulk2JobOfScene(scene);
  if (bulk2Job?.state === "Open" || bulk2Job?.state === "UploadComplete") {
    setBulk2State(scene.org, bulk2Job, "Aborted");
  }
  return scene.send(await scene.answer());
};

/** Lets somebody else delete the job of Bulk API 2.0 just before the request is handled. */
export const deletedByOther: FaultHandler<"deleted-by-other"> = async (_, scene) => {
  const bulk2Job = bulk2JobOfScene(scene);
  if (bulk2Job !== undefined) removeBulk2Job(scene.org, bulk2Job);
  return scene.send(await scene.answer());
};
