import type { EmulatorState } from "../control/emulator-state.ts";

/** What is kept of an emulator: plain data, but for members that are functions. The log of exchanges is not kept. */
export interface EmulatorData {
  org: object;
  faults: object;
  accessToken: string;
  corsAllowList: readonly string[];
}

/** Members of an org that its options decide anew at every start. */
const settings = new Set([
  "objects",
  "queueTime",
  "processTime",
  "batchQuota",
  "acceptUploadComplete",
  "resultRecords",
]);

/** Members that do not change inside once they are there: what a batch holds, and what became of it. */
export const frozenMembers: ReadonlySet<string> = new Set(["body", "outcome"]);

/** Members of which, besides, nothing is reached from elsewhere: the rows of a batch, and their results. */
export const wholeMembers: ReadonlySet<string> = new Set(["content", "results"]);

/** Gives what is to be kept of a state. A new member of the org is kept without further ado, if it is plain data. */
export const dataOf = ({ org, faults, accessToken, corsAllowList }: EmulatorState): EmulatorData => ({
  org: Object.fromEntries(Object.entries(org).filter(([name]) => !settings.has(name))),
  faults,
  accessToken,
  corsAllowList,
});

/**
 * Puts what was kept into a state that has just been made, and leaves its functions in their places.
 *
 * @throws Error where it is not what {@link dataOf} gives.
 */
export function takeUp(state: EmulatorState, kept: unknown): void {
  const data = kept as EmulatorData & { readonly org: { readonly jobs?: unknown; readonly records?: unknown } };
  if (!(data?.org?.jobs instanceof Map && data.org.records instanceof Map && typeof data.accessToken === "string")) {
    throw new Error("there is no org in it");
  }
  adopt(state.org, data.org);
  adopt(state.faults, data.faults);
  state.accessToken = data.accessToken;
  state.corsAllowList = [...new Set([...data.corsAllowList, ...state.corsAllowList])];
}

function adopt(target: object, source: object): void {
  for (const [name, value] of Object.entries(source)) {
    const own: unknown = Reflect.get(target, name);
    if (hasFunctions(own)) adopt(own, value as object);
    else Reflect.set(target, name, value);
  }
}

const hasFunctions = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.values(value).some((member) => typeof member === "function");
