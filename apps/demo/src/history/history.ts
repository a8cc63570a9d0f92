import { signal } from "@preact/signals";
import type { Org } from "../org/org.ts";
import { readStore, withStore } from "./console-database.ts";
import type { PastAction } from "./past-action.ts";

/** What this user did in this org from this browser, newest first; `undefined` before it is read. */
export const pastActions = signal<readonly PastAction[] | undefined>(undefined);

/** Why something that was done could not be written down, or read. */
export const historyTrouble = signal<Error | undefined>(undefined);

/** For how many days things are kept that nobody has pinned. */
export const daysToKeep: readonly number[] = [7, 30, 90, 365];

const daysName = "sfbulk-history-days";
const usualDays = 90;
const dayMs = 86_400_000;

/** How long things are kept, in days. */
export const keptDays = signal(readDays());

function readDays(): number {
  const days = Number(localStorage.getItem(daysName));
  return daysToKeep.includes(days) ? days : usualDays;
}

/** Keeps things for so long from now on. */
export async function keepFor(days: number, org: Org): Promise<void> {
  localStorage.setItem(daysName, String(days));
  keptDays.value = days;
  await readHistory(org);
}

const isOld = ({ isPinned, endedAt }: PastAction, days = keptDays.peek()): boolean =>
  !isPinned && endedAt < Date.now() - days * dayMs;

/** Gives those that are forgotten where things are kept for so many days, of all orgs and users. */
export const olderThan = async (days: number): Promise<readonly PastAction[]> =>
  (await readStore<PastAction>("history")).filter((one) => isOld(one, days));

/** Reads what was done in an org, and forgets what is too old, in all orgs. */
export async function readHistory(org: Org): Promise<void> {
  const all = await readStore<PastAction>("history");
  for (const { id } of all.filter((one) => isOld(one)))
    await withStore("history", "readwrite", (entries) => entries.delete(id));
  pastActions.value = all
    .filter((one) => !isOld(one) && one.instanceUrl === org.instanceUrl && one.userId === org.userId)
    .toSorted((one, other) => other.beganAt - one.beganAt);
}

/**
 * Writes down what was done, or what has changed of it. What was done is done: where that fails it is said in the history,
 * and nowhere else.
 */
export async function noteAction(action: PastAction, org: Org): Promise<void> {
  try {
    await withStore("history", "readwrite", (entries) => entries.put(action));
    historyTrouble.value = undefined;
    await readHistory(org);
  } catch (error) {
    historyTrouble.value = error as Error;
  }
}

/** Forgets things; the org is not concerned. */
export async function forgetActions(ids: readonly string[], org: Org): Promise<void> {
  for (const id of ids) await withStore("history", "readwrite", (entries) => entries.delete(id));
  await readHistory(org);
}
