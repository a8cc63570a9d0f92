// A tool as an extension, without a bundler: sfbulk.js stands beside it.
import { closeJob, extensionConnection } from "./sfbulk.js";

/** Closes a job of the org that the tab in front shows; gives what became of it. */
globalThis.closeFromTab = async (jobId) => {
  const tabs = await chrome.tabs.query({});
  const tab = tabs.find(({ url }) => url?.startsWith("https://"));
  try {
    const connection = await extensionConnection({ cookies: chrome.cookies, tabUrl: tab?.url });
    const { state } = await closeJob({ ...connection, retry: { attempts: 1 } }, jobId);
    return `${connection.instanceUrl} ${state}`;
  } catch (error) {
    return String(error);
  }
};
