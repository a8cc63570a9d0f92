import { onAccessChange } from "../browser/salesforce-access.ts";
import { onSettings } from "../browser/settings.ts";
import type { EndJobsOrder } from "../jobs/end-jobs.ts";
import { badgeAlarm, countStaleJobs, setAlarm } from "./badge.ts";
import { greet } from "./greet.ts";
import { carryOut, goOnWithOrders } from "./kept-orders.ts";
import { openPanel, type OpenPanelOrder } from "./open-panel.ts";
import { updateUnlessUsed } from "./update.ts";

// Whatever wakes it, it has to listen at once: the browser ends it when there is nothing to do.

chrome.runtime.onMessage.addListener((message: EndJobsOrder | OpenPanelOrder, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return false;
  if (message.kind === "open-panel" && sender.tab !== undefined) {
    // What the page says of itself does not count: the browser tells which tab it is.
    openPanel(sender.tab);
    return false;
  }
  // Pages of this extension alone may have jobs ended: a script in Salesforce's pages may not.
  if (message.kind !== "end-jobs" || sender.url?.startsWith(chrome.runtime.getURL("")) !== true) return false;
  void left.then(async () => answer(await carryOut(message)));
  return true;
});

// Before anything new is ordered: what a worker has left that was ended in the middle.
const left = goOnWithOrders().catch(reportError);

chrome.runtime.onInstalled.addListener(({ reason }) => void greet(reason));

chrome.runtime.onUpdateAvailable.addListener(() => void updateUnlessUsed());

let hasAlarms = false;

/** Chrome has alarms only once they were allowed. */
function listenToAlarms(): void {
  if (hasAlarms || (chrome.alarms as typeof chrome.alarms | undefined) === undefined) return;
  hasAlarms = true;
  chrome.alarms.onAlarm.addListener(({ name }) => {
    if (name === badgeAlarm) void countStaleJobs();
  });
}

listenToAlarms();

onAccessChange(() => {
  listenToAlarms();
  void setAlarm();
});

onSettings(() => void setAlarm());

chrome.runtime.onStartup.addListener(() => void setAlarm());
