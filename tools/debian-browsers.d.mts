export interface DebianBrowser {
  readonly executablePath: string;
  readonly env: Record<string, string | undefined>;
}
export function debianBrowser(name: "chromium" | "firefox-esr"): DebianBrowser | string;
