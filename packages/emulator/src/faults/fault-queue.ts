import type { Arrival } from "../wire/request/arrival.ts";
import type { Fault } from "./fault.ts";
import { faultKinds } from "./fault-handlers.ts";

/** The faults that are armed. */
export interface FaultQueue {
  /** Arms a fault. */
  readonly arm: (fault: Fault) => void;
  /** Gives the fault that strikes a request, the one armed first, and counts it. */
  readonly take: (arrival: Pick<Arrival, "method" | "operation" | "jobId">) => Fault | undefined;
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
    take: (arrival) => {
      for (const armed of queue.armed) {
        if (!isMeant(armed.fault, arrival)) continue;
        if (armed.toSkip > 0) {
          armed.toSkip--;
          continue;
        }
        armed.timesLeft--;
        queue.armed = queue.armed.filter((one) => one.timesLeft > 0);
        return armed.fault;
      }
      return undefined;
    },
  };
  return queue;
}

function isMeant(
  { on = {} }: Fault,
  { method, operation, jobId }: Pick<Arrival, "method" | "operation" | "jobId">,
): boolean {
  if (on.method !== undefined && on.method.toUpperCase() !== method) return false;
  if (on.operation !== undefined && ![on.operation].flat().includes(operation)) return false;
  return on.jobId === undefined || on.jobId.slice(0, 15) === jobId?.slice(0, 15);
}

function checkFault(fault: Fault): void {
  if (typeof fault !== "object" || fault === null || !faultKinds.includes(fault.kind)) {
    const shown = JSON.stringify((fault as { kind?: unknown } | null)?.kind) ?? "undefined";
    throw new TypeError(`Cannot arm fault of kind ${shown}: expected one of ${faultKinds.join(", ")}`);
  }
  const { times = 1, skip = 0 } = fault;
  if (times !== "always" && !(typeof times === "number" && times >= 1)) {
    throw new TypeError(`Cannot arm fault ${times} times: expected 1 or more, or "always"`);
  }
  if (!(Number.isInteger(skip) && skip >= 0)) throw new TypeError(`Cannot skip ${skip} requests: expected 0 or more`);
}
