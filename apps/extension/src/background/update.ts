/** Has a new version take over, unless a console is open: a load may go on in it. Then it comes when the browser starts anew. */
export async function updateUnlessUsed(): Promise<void> {
  const page = chrome.runtime.getURL("console.html");
  const open = await chrome.tabs.query({ url: `${page}*` });
  if (open.length === 0) chrome.runtime.reload();
}
