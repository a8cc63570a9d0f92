// The manifest of the extension, for each of the stores, and for the folder that is loaded unpacked in all browsers.

/** @typedef {"all" | "chrome" | "firefox"} Store */

/** The hosts of Salesforce: the API, and the pages on which the button is. Their cookies tell the session. */
export const salesforceHosts = [
  "https://*.my.salesforce.com/*",
  "https://*.lightning.force.com/*",
  "https://*.my.salesforce-setup.com/*",
  "https://*.vf.force.com/*",
];

/** What the extension's pages may load: their own files. And whom they may ask: the orgs' API. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src https://*.my.salesforce.com",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const icons = { 16: "icons/16.png", 32: "icons/32.png", 48: "icons/48.png", 128: "icons/128.png" };

/** Chrome asks nobody for these, but a person for `notifications`; where it can, the extension asks when it needs them. */
const needed = ["cookies", "storage"];
const whenAsked = ["alarms", "identity", "notifications"];

/**
 * Gives the manifest.
 *
 * @param {Store} store `all` has what both kinds of browser read; each of them warns of what is the other's
 * @param {string} version
 */
export function manifestFor(store, version) {
  const forChrome = store !== "firefox";
  const forFirefox = store !== "chrome";
  return {
    manifest_version: 3,
    name: "sfbulk: Salesforce bulk jobs",
    short_name: "sfbulk",
    version,
    description: "Close, abort and load Salesforce Bulk API jobs of the org in your tab, and see that they are closed.",
    icons,
    // Firefox can ask for the other two at no later time; neither browser shows them to a person.
    permissions: [
      ...needed,
      ...(forChrome ? ["sidePanel"] : []),
      ...(store === "chrome" ? [] : ["alarms", "identity"]),
    ],
    optional_permissions: store === "chrome" ? whenAsked : ["notifications"],
    host_permissions: salesforceHosts,
    // One background and one journal for all windows. Split in two, a load begun in a private window would be lost with it, and
    // the half there could not tell that a console is open here; Firefox has no such halves. What is private is told by its cookies.
    incognito: "spanning",
    content_security_policy: { extension_pages: contentSecurityPolicy },
    background: {
      ...(forChrome ? { service_worker: "background.js" } : {}),
      ...(forFirefox ? { scripts: ["background.js"] } : {}),
    },
    content_scripts: [
      {
        matches: salesforceHosts.filter((host) => !host.includes("vf.force.com")),
        css: ["button.css"],
        js: ["button.js"],
        run_at: "document_idle",
      },
    ],
    action: { default_popup: "popup.html", default_title: "sfbulk: jobs that were left open", default_icon: icons },
    options_ui: { page: "options.html", open_in_tab: true },
    ...(forChrome ? { minimum_chrome_version: "121", side_panel: { default_path: "panel.html" } } : {}),
    ...(forFirefox
      ? {
          sidebar_action: {
            default_panel: "panel.html",
            default_title: "sfbulk",
            default_icon: icons,
            open_at_install: false,
          },
          browser_specific_settings: {
            gecko: {
              id: "sfbulk-console@sfbulk",
              strict_min_version: "140.0",
              data_collection_permissions: { required: ["none"] },
            },
          },
        }
      : {}),
  };
}
