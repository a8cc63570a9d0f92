import type { Random } from "../random.ts";

/** What goes wrong with one request. Offsets are taken modulo the length of what they are in. */
export type Fault =
  | { readonly kind: "none" }
  /** The request breaks off. */
  | { readonly kind: "request-cut"; readonly at: number }
  /** The reply breaks off: `reset`, in the way of an end, or as if it were whole (what re-frames it counts what it has). */
  | { readonly kind: "reply-cut"; readonly at: number; readonly as: "reset" | "end" | "whole" }
  /** The connection is reset, and the request arrives so many requests later. */
  | { readonly kind: "request-late"; readonly after: number }
  /** The reply stands still at this offset, until the client's time is up. */
  | { readonly kind: "stall"; readonly at: number }
  /** Something in between answers with a page, whether or not the request has arrived. */
  | { readonly kind: "page"; readonly status: number; readonly arrives: boolean }
  /** The reply says that it has more bytes, or fewer. */
  | { readonly kind: "length"; readonly by: number }
  /** A bit of a compressed reply is another one; what is not compressed stays whole. */
  | { readonly kind: "gzip-damaged"; readonly at: number; readonly bit: number }
  /** Some bytes of the reply's body come twice. */
  | { readonly kind: "twice"; readonly at: number; readonly bytes: number };

/** Every kind of fault. */
const faultKinds = [
  "request-cut",
  "reply-cut",
  "request-late",
  "stall",
  "page",
  "length",
  "gzip-damaged",
  "twice",
] as const;

const noFault: Fault = { kind: "none" };

/** Makes any fault, or none with the probability that remains. */
export function anyFault(random: Random, probability: number): Fault {
  if (!random.chance(probability)) return noFault;
  const at = random.below(2000);
  const kind = random.one(faultKinds);
  switch (kind) {
    case "request-cut":
      return { kind, at };
    case "reply-cut":
      return { kind, at, as: random.one(["reset", "end", "whole"]) };
    case "request-late":
      return { kind, after: 1 + random.below(8) };
    case "stall":
      // Each costs the whole of a short time limit.
      return random.chance(0.1) ? { kind, at } : { kind: "reply-cut", at, as: "reset" };
    case "page": {
      const arrives = random.chance(0.5);
      return {
        kind,
        arrives,
        status: random.one(arrives ? [200, 502, 503, 504] : [200, 403, 404, 407, 429, 502, 503]),
      };
    }
    case "length":
      return { kind, by: random.one([-300, -20, -1, 1, 40, 5000]) };
    case "gzip-damaged":
      return { kind, at, bit: random.below(8) };
    default:
      return { kind, at, bytes: 1 + random.below(60) };
  }
}
