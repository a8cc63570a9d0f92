import { signal } from "@preact/signals";
import type { Tab } from "../browser/cookies.ts";

/** The tab that the popup or the panel is about; `undefined` until it is known. */
export const watchedTab = signal<Tab | undefined>(undefined);

/** Finds it: that of the address, or the one in front. In a panel it changes with the tabs. */
export function watchTab(): void {
  const named = Number(new URLSearchParams(location.search).get("tab") ?? Number.NaN);
  const look = async (): Promise<void> => {
    const found: Tab | undefined = Number.isNaN(named)
      ? (await chrome.tabs.query({ active: true, currentWindow: true }))[0]
      : await chrome.tabs.get(named);
    // A page that only loads on is the same tab still.
    const { value } = watchedTab;
    if (value === undefined || value.id !== found?.id || hostOf(value) !== hostOf(found)) watchedTab.value = found;
  };
  const again = (): void => void look().catch(reportError);
  again();
  if (!Number.isNaN(named)) return;
  chrome.tabs.onActivated.addListener(again);
  chrome.tabs.onUpdated.addListener((_, { url }) => {
    if (url !== undefined) again();
  });
}

const hostOf = (tab: Tab | undefined): string | undefined =>
  tab?.url !== undefined && URL.canParse(tab.url) ? new URL(tab.url).host : undefined;
