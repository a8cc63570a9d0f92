/** What the button in Salesforce's pages says. */
export interface OpenPanelOrder {
  readonly kind: "open-panel";
}

/** The panel's address for a tab. */
const panelOf = (tabId: number): string => `panel.html?tab=${tabId}`;

/**
 * Opens the panel beside a tab. Chrome takes the press on the button for leave to, as long as nothing is waited for before;
 * where there is no such panel, or no leave (Firefox: a sidebar opens from its own button alone), it is a tab.
 */
export function openPanel({ id, windowId, index }: chrome.tabs.Tab): void {
  if (id === undefined) return;
  const inTab = (): void =>
    void chrome.tabs.create({ url: panelOf(id), windowId, index: index + 1, openerTabId: id }).catch(reportError);
  const panel = chrome.sidePanel as typeof chrome.sidePanel | undefined;
  if (panel === undefined) {
    inTab();
    return;
  }
  panel.setOptions({ tabId: id, path: panelOf(id), enabled: true }).catch(reportError);
  panel.open({ tabId: id }).catch(inTab);
}
