/** What a person has set; kept in this browser. */
export interface Settings {
  /** The consumer key of an External Client App, for orgs that refuse the browser's session; empty where there is none. */
  readonly clientId: string;
  /** Whether stale jobs are looked for now and then, and counted on the button. */
  readonly hasBadge: boolean;
  /** Whether the system says so once, when there are new ones. */
  readonly notifies: boolean;
}

const defaults: Settings = { clientId: "", hasBadge: false, notifies: false };

/** Gives the settings. */
export const readSettings = async (): Promise<Settings> => ({
  ...defaults,
  ...(await chrome.storage.local.get<{ settings?: Partial<Settings> }>("settings")).settings,
});

/** Keeps some of them; the others stay. */
export async function changeSettings(changes: Partial<Settings>): Promise<Settings> {
  const settings = { ...(await readSettings()), ...changes };
  await chrome.storage.local.set({ settings });
  return settings;
}

/** Is told when they were changed, wherever that was. */
export function onSettings(told: () => void): void {
  chrome.storage.local.onChanged.addListener((changes) => {
    if ("settings" in changes) told();
  });
}
