import { isSameId } from "@sfbulk/browser";
import { plural } from "demo/src/components/format.ts";
import { isPrivateStore } from "../browser/cookies.ts";
import { readSettings } from "../browser/settings.ts";
import { findOpenJobs } from "../jobs/stale-jobs.ts";
import { findOrgs } from "../orgs/find-orgs.ts";
import { openSession } from "../orgs/org-session.ts";
import { addTold } from "./told-jobs.ts";

/** The name of the alarm by which stale jobs are looked for. */
export const badgeAlarm = "stale jobs";

/** Minutes between two looks: an org counts its calls. */
const every = 30;

/** Sets the alarm, or takes it and the number away, as the settings say. */
export async function setAlarm(): Promise<void> {
  const alarms = chrome.alarms as typeof chrome.alarms | undefined;
  const { hasBadge } = await readSettings();
  if (!hasBadge || alarms === undefined) {
    await alarms?.clear(badgeAlarm);
    await chrome.action.setBadgeText({ text: "" });
    return;
  }
  if ((await alarms.get(badgeAlarm)) === undefined) await alarms.create(badgeAlarm, { periodInMinutes: every });
  await countStaleJobs();
}

/** What was said already: the ids of jobs, so that each is told of once. */
const toldKey = "told jobs";

/** Counts the user's own stale jobs in all orgs of this browser, shows the number, and tells once of those that are new. */
export async function countStaleJobs(): Promise<void> {
  // Once each: an org may be signed in to in several containers.
  const stale = new Set<string>();
  const orgs = new Set<string>();
  // Nothing of private windows is counted, told or kept.
  const places = (await findOrgs()).filter(({ storeId }) => storeId === undefined || !isPrivateStore(storeId));
  for (const place of places) {
    try {
      const session = await openSession(place);
      const own = (await findOpenJobs(session)).stale.filter(
        ({ createdById }) => createdById !== null && isSameId(createdById, session.user.userId),
      );
      if (own.length > 0) orgs.add(place.host);
      for (const { id } of own) stale.add(id);
    } catch (error) {
      // An org that does not answer now is asked at the next turn; the popup says what is wrong with it.
      console.info(`${place.host}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await chrome.action.setBadgeBackgroundColor({ color: "#a61a14" });
  await chrome.action.setBadgeText({ text: stale.size === 0 ? "" : String(Math.min(stale.size, 9999)) });
  await tell([...stale], [...orgs]);
}

async function tell(stale: readonly string[], orgs: readonly string[]): Promise<void> {
  const { notifies } = await readSettings();
  const before = (await chrome.storage.local.get<Record<string, string[]>>(toldKey))[toldKey] ?? [];
  const { isNew, told } = addTold(before, stale);
  await chrome.storage.local.set({ [toldKey]: told });
  const notifications = chrome.notifications as typeof chrome.notifications | undefined;
  if (!notifies || !isNew || notifications === undefined) return;
  await notifications.create(badgeAlarm, {
    type: "basic",
    iconUrl: chrome.runtime.getURL("icons/128.png"),
    title: `${plural(stale.length, "job")} of yours ${stale.length === 1 ? "was" : "were"} left open`,
    message: orgs.join(", "),
  });
}
