/** What is needed of `chrome.cookies`, or of Firefox's `browser.cookies`. */
export interface CookieReader {
  /** Gives the cookie of that name that is sent to the address. */
  get(details: { url: string; name: string; storeId?: string }): Promise<{ readonly value: string } | null | undefined>;
  /** Gives all cookies of that name that the extension may see. */
  getAll(details: {
    name: string;
    secure: boolean;
    storeId?: string;
  }): Promise<readonly { readonly value: string; readonly domain: string }[]>;
}
