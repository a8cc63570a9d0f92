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

/**
 * Asks for a permission that the extension can do without, unless it is there: Firefox has some from the start, and refuses to be
 * asked for them. Must be called right when a person presses something.
 */
export async function askFor(permission: chrome.runtime.ManifestPermission): Promise<boolean> {
  const permissions = [permission];
  return (await chrome.permissions.contains({ permissions })) || (await chrome.permissions.request({ permissions }));
}
