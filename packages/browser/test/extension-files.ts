/** The manifest of a tool as an extension, with the permissions that the README names. */
export const manifest = {
  manifest_version: 3,
  name: "Closes jobs",
  version: "1",
  permissions: ["cookies"],
  host_permissions: ["https://*.salesforce.com/*", "https://*.force.com/*", "https://*.salesforce-setup.com/*"],
  background: { service_worker: "worker.js", type: "module" },
};

/** Its service worker, without a bundler: sfbulk.js stands beside it. It closes a job of the org that a tab shows. */
export const workerScript: string = `
import { closeJob, extensionConnection } from "./sfbulk.js";

globalThis.closeFromTab = async (jobId) => {
  const tabs = await chrome.tabs.query({});
  const tab = tabs.find(({ url }) => url?.startsWith("https://"));
  try {
    const connection = await extensionConnection({ cookies: chrome.cookies, tabUrl: tab?.url });
    const { state } = await closeJob({ ...connection, retry: { attempts: 1 } }, jobId);
    return connection.instanceUrl + " " + state;
  } catch (error) {
    return String(error);
  }
};
`;
