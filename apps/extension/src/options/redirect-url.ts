/** The address that the browser gives to the extension's sign-in. Chrome tells it only to who may sign in already. */
export const redirectUrl = (): string =>
  (chrome.identity as typeof chrome.identity | undefined)?.getRedirectURL() ??
  `https://${chrome.runtime.id}.chromiumapp.org/`;
