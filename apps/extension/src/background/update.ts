/** Has a new version take over, unless a console is open: a load may go on in it. Then it comes when the browser starts anew. */
export async function updateUnlessUsed(): Promise<void> {
  if (!(await isConsoleOpen())) chrome.runtime.reload();
}

/** Tells whether a console is open in any tab, of private windows too. */
async function isConsoleOpen(): Promise<boolean> {
  const page = chrome.runtime.getURL("console.html");
  // Not every Firefox lists its extensions' own pages; all of them find their tabs.
  const getContexts = chrome.runtime.getContexts as typeof chrome.runtime.getContexts | undefined;
  if (getContexts === undefined) return (await chrome.tabs.query({ url: `${page}*` })).length > 0;
  const open = await chrome.runtime.getContexts({ contextTypes: ["TAB"] as chrome.runtime.ContextType[] });
  return open.some(({ documentUrl }) => documentUrl?.startsWith(page) === true);
}
