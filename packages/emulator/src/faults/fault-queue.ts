import type { About } from "../wire/request/operation-of.ts";
import { checkFault } from "./check-fault.ts";
import type { Fault } from "./fault.ts";

/** What is known of a request where a fault may strike. */
interface Target extends About {
  readonly method: string;
}

/** The faults that strike while a request is read: of these, more than its headers is not known yet. */
type UploadFault = Extract<Fault, { readonly kind: "slow-line" | "upload-stalled" }>;

/** The faults that are armed. */
export interface FaultQueue {
  /** Arms a fault. */
  readonly arm: (fault: Fault) => void;
  /** Gives the fault that strikes a request, the one armed first, and counts it. */
  readonly take: (target: Target) => Fault | undefined;
  /**
   * Gives the fault that strikes a request before its body is read, and counts it. Whether a job is to be closed or
   * aborted is not known then: `close` stands for both.
   */
  readonly takeForUpload: (target: Target) => UploadFault | undefined;
  /** The faults that are armed, oldest first. */
  armed: Armed[];
}

/** A fault that is armed. */
interface Armed {
  readonly fault: Fault;
  toSkip: number;
  timesLeft: number;
}

/** Makes a queue with no faults in it. */
export function createFaultQueue(): FaultQueue {
  const queue: FaultQueue = {
    armed: [],
    arm: (fault) => {
      checkFault(fault);
      const { times = 1, skip = 0 } = fault;
      queue.armed.push({ fault, toSkip: skip, timesLeft: times === "always" ? Number.POSITIVE_INFINITY : times });
    },
    take: (target) => {
      for (const armed of queue.armed) {
        if (isUploadFault(armed.fault) || !isMeant(armed.fault, target)) continue;
        if (strikes(armed)) return armed.fault;
      }
      return undefined;
    },
    takeForUpload: (target) => {
      for (const armed of queue.armed) {
        const { fault } = armed;
        if (!isMeant(fault, target)) continue;
        if (isUploadFault(fault)) {
          if (strikes(armed)) return fault;
        } else if (armed.toSkip === 0) {
          // It was armed first, and strikes once the body is there.
          return undefined;
        }
      }
      return undefined;
    },
  };
  const strikes = (armed: Armed): boolean => {
    if (armed.toSkip > 0) {
      armed.toSkip--;
      return false;
    }
    armed.timesLeft--;
    queue.armed = queue.armed.filter((one) => one.timesLeft > 0);
    return true;
  };
  return queue;
}

const isUploadFault = (fault: Fault): fault is UploadFault =>
  fault.kind === "slow-line" || fault.kind === "upload-stalled";

function isMeant({ kind, on = {} }: Fault, { method, operation, jobId, batchId }: Target): boolean {
  if ((kind === "batch-fails" || kind === "rows-locked") && operation !== "addBatch") return false;
  if (on.method !== undefined && on.method.toUpperCase() !== method) return false;
  if (on.operation !== undefined && ![on.operation].flat().includes(operation)) return false;
  if (on.batchId !== undefined && on.batchId.slice(0, 15) !== batchId?.slice(0, 15)) return false;
  return on.jobId === undefined || on.jobId.slice(0, 15) === jobId?.slice(0, 15);
}
