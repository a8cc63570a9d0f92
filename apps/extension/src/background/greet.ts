import { canSeeSalesforce } from "../browser/salesforce-access.ts";
import { setAlarm } from "./badge.ts";

/** After it was installed, asks for what the browser has not given yet: Firefox lets a person leave it out. */
export async function greet(reason: `${chrome.runtime.OnInstalledReason}`): Promise<void> {
  if (reason === "install" && !(await canSeeSalesforce())) await chrome.tabs.create({ url: "welcome.html" });
  await setAlarm();
}
