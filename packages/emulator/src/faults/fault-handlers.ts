import * as batch from "./batch-faults.ts";
import * as body from "./body-faults.ts";
import * as connection from "./connection-faults.ts";
import type { Fault, FaultKind } from "./fault.ts";
import * as line from "./line-faults.ts";
import * as otherUser from "./other-user-faults.ts";
import * as page from "./page-faults.ts";
import * as passing from "./passing-refusal.ts";
import * as reply from "./reply-faults.ts";
import type { FaultHandler, Scene } from "./scene.ts";

const handlers: { readonly [Kind in FaultKind["kind"]]: FaultHandler<Kind> } = {
  "answer-lost": connection.answerLost,
  "request-lost": connection.requestLost,
  "body-dropped": connection.bodyDropped,
  "body-stalled": connection.bodyStalled,
  "late-arrival": connection.lateArrival,
  "slow-line": line.slowLine,
  "upload-stalled": line.uploadStalled,
  "never-answers": connection.neverAnswers,
  status: page.statusPage,
  "gzip-cut": body.gzipCut,
  "gzip-no-trailer": body.gzipNoTrailer,
  "gzip-bad-checksum": body.gzipBadChecksum,
  "json-cut": body.jsonCut,
  "empty-body": body.emptyBody,
  "no-content": body.noContent,
  "html-ok": page.loginPage,
  "wrong-content-type": body.wrongContentType,
  "someone-elses-job": reply.someoneElsesJob,
  "wrong-state": reply.wrongState,
  "xml-reply": reply.xmlReply,
  refused: reply.refused,
  "passing-refusal": passing.passingRefusal,
  garbage: body.garbage,
  "batch-fails": batch.batchFails,
  "batch-retried": batch.batchRetried,
  "rows-locked": batch.rowsLocked,
  "rest-array-fault": reply.restArrayFault,
  "session-expired": reply.sessionExpired,
  redirect: page.redirected,
  "closed-by-other": otherUser.closedByOther,
  "aborted-by-other": otherUser.abortedByOther,
  "deleted-by-other": otherUser.deletedByOther,
  "gzip-bomb": body.gzipBombed,
  "huge-body": body.hugeBody,
  "exceeded-quota": reply.quotaExceeded,
};

/** Lists the kinds of faults. */
export const faultKinds: readonly FaultKind["kind"][] = Object.keys(handlers) as FaultKind["kind"][];

/** Lets a fault strike. */
export async function strike(fault: Fault, scene: Scene): Promise<Response> {
  // The table says that handler and fault are of one kind; TypeScript cannot follow that through the lookup.
  const handler = handlers[fault.kind] as (fault: Fault, scene: Scene) => Response | Promise<Response>;
  return await handler(fault, scene);
}
