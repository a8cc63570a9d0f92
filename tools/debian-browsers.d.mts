export interface DebianBrowser {
  readonly executablePath: string;
  readonly env: Record<string, string | undefined>;
}
export function debianBrowser(name: "chromium" | "firefox-esr" | "webkit"): DebianBrowser | string;

/** Firefox: the one that FIREFOX_PATH names, or that of Debian's archive; or why there is none. */
export function findFirefox(): DebianBrowser | string;
