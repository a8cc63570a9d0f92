import type { BatchInfo, JobInfo } from "@sfbulk/core";
import { toLongId } from "../org/state/to-long-id.ts";
import { exceededQuota } from "../org/batches/add-batch.ts";
import { type Bulk2Info, bulk2InfoOf } from "../org/bulk-2/bulk-2-info-of.ts";
import { jobInfoOf } from "../org/jobs/job-info-of.ts";
import { plainReply, type PlainReply } from "../wire/reply/plain-reply.ts";
import { contentTypeOf, type Format, replyFormat } from "../wire/reply/reply-format.ts";
import { restContentType, restText } from "../wire/reply/rest-text.ts";
import { writeBatch, writeBatchList, writeFault, writeJob } from "../wire/reply/write-info.ts";
import { bulk2JobOfScene, type FaultHandler, isRest, jobOfScene, type Scene } from "./scene.ts";

const anotherJobId: string = toLongId("7508Z00000Other");

const changes = ({ arrival: { operation } }: Scene): boolean => /^(?:close|abort)/.test(operation);

/** Sends a job as it is described, in the form that was asked for. */
function sendJob(scene: Scene, info: JobInfo): Response {
  const format = replyFormat(scene.arrival, jobOfScene(scene));
  return scene.send(plainReply(200, contentTypeOf(format), writeJob(info, format)));
}

/** Sends a job of Bulk API 2.0 as it is described. */
const sendBulk2Job = (scene: Scene, info: Bulk2Info): Response =>
  scene.send(plainReply(200, restContentType, restText(info)));

const textOf = ({ body }: PlainReply): string => new TextDecoder().decode(body);

/** Answers about another job, as if that had been asked for. */
export const someoneElsesJob: FaultHandler<"someone-elses-job"> = async (fault, scene) => {
  const job = jobOfScene(scene);
  if (job !== undefined && changes(scene) && fault.applied !== true) {
    const state = scene.arrival.operation === "abort" ? "Aborted" : "Closed";
    return sendJob(scene, { ...jobInfoOf(job, scene.org.clock.now()), id: anotherJobId, state });
  }
  const bulk2Job = bulk2JobOfScene(scene);
  if (bulk2Job !== undefined && changes(scene) && fault.applied !== true) {
    const state = scene.arrival.operation.startsWith("abort") ? "Aborted" : "UploadComplete";
    return sendBulk2Job(scene, { ...bulk2InfoOf(scene.org, bulk2Job, "created"), id: anotherJobId, state });
  }
  const reply = await scene.answer();
  const own = job?.id ?? bulk2Job?.id ?? scene.arrival.jobId ?? "";
  const body = own === "" ? textOf(reply) : textOf(reply).replaceAll(own, anotherJobId);
  return scene.send({ ...reply, body: new TextEncoder().encode(body) });
};

/** Says that all went well and shows the job unchanged. */
export const wrongState: FaultHandler<"wrong-state"> = async (_, scene) => {
  const job = jobOfScene(scene);
  const bulk2Job = bulk2JobOfScene(scene);
  if (bulk2Job !== undefined && changes(scene)) return sendBulk2Job(scene, bulk2InfoOf(scene.org, bulk2Job, "created"));
  if (job === undefined || !changes(scene)) return scene.send(await scene.answer());
  return sendJob(scene, jobInfoOf(job, scene.org.clock.now()));
};

/** Answers in XML, whatever was asked for; the REST API stays as it is. */
export const xmlReply: FaultHandler<"xml-reply"> = async (_, scene) => {
  const reply = await scene.answer();
  if (isRest(scene) || !reply.headers.get("content-type")?.includes("json")) return scene.send(reply);
  reply.headers.set("content-type", "application/xml");
  return scene.send({ ...reply, body: new TextEncoder().encode(asXml(textOf(reply))) });
};

function asXml(json: string): string {
  const value = JSON.parse(json.replace(/(:\d\d\.\d{3})\+0000"/g, '$1Z"')) as Record<string, unknown>;
  if (typeof value["exceptionCode"] === "string") {
    return writeFault(value["exceptionCode"], String(value["exceptionMessage"]), "xml");
  }
  if (Array.isArray(value["batchInfo"])) return writeBatchList(value["batchInfo"] as BatchInfo[], "xml");
  return "jobId" in value
    ? writeBatch(value as unknown as BatchInfo, "xml")
    : writeJob(value as unknown as JobInfo, "xml");
}

/** Refuses as the API that was asked does. */
export const refused: FaultHandler<"refused"> = (fault, scene) =>
  refuse(scene, fault.exceptionCode, fault.exceptionMessage, fault.status ?? 400);

/** Refuses since the org has used up its batches. */
export const quotaExceeded: FaultHandler<"exceeded-quota"> = (_, scene) => {
  const { exceptionCode, message, status } = exceededQuota();
  return refuse(scene, exceptionCode, message, status);
};

/** Refuses in the form of the API that was asked, or in the one that is given. */
export function refuse(scene: Scene, code: string, message: string, status: number, form?: Format): Response {
  if (form === undefined && isRest(scene)) return refuseAsRest(scene, code.toUpperCase(), message, status);
  const format = form ?? replyFormat(scene.arrival, jobOfScene(scene));
  return scene.send(plainReply(status, contentTypeOf(format), writeFault(code, message, format)));
}

/** Refuses as the REST API does, which stands in front of everything. */
export const restArrayFault: FaultHandler<"rest-array-fault"> = (fault, scene) =>
  refuseAsRest(
    scene,
    fault.errorCode ?? "REQUEST_LIMIT_EXCEEDED",
    fault.message ?? "TotalRequests Limit exceeded.",
    fault.status ?? 403,
  );

/** Refuses in the form of the REST API. */
export const refuseAsRest = (scene: Scene, errorCode: string, message: string, status: number): Response =>
  scene.send(plainReply(status, restContentType, JSON.stringify([{ message, errorCode }])));

/** Rejects the session, in one of the forms in which that has been seen. */
export const sessionExpired: FaultHandler<"session-expired"> = ({ form, status }, scene) => {
  if (form === "rest-array" || (form === undefined && isRest(scene))) {
    return refuseAsRest(scene, "INVALID_SESSION_ID", "Session expired or invalid", status ?? 401);
  }
  if (form === "plain") return scene.send(plainReply(status ?? 403, "text/html; charset=UTF-8", "Bad_OAuth_Token"));
  return refuse(scene, "InvalidSessionId", "Invalid session id", status ?? 400, form);
};
