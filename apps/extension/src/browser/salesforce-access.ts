/** The hosts as the manifest has them: what a person may have taken away from the extension, or not given yet. */
const origins = (): string[] => chrome.runtime.getManifest().host_permissions ?? [];

/** Tells whether the extension may see Salesforce's pages and their cookies. */
export const canSeeSalesforce = async (): Promise<boolean> => await chrome.permissions.contains({ origins: origins() });

/** Asks for it; must be called right when a person presses something. */
export const askForSalesforce = async (): Promise<boolean> => await chrome.permissions.request({ origins: origins() });

/** Is told when permissions come or go. */
export function onAccessChange(told: () => void): void {
  chrome.permissions.onAdded.addListener(told);
  chrome.permissions.onRemoved.addListener(told);
}
