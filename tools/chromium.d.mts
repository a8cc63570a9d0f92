/** Options for Playwright's `chromium.launch`. */
export interface LaunchOptions {
  executablePath?: string;
  channel?: string;
  args: string[];
  env?: Record<string, string>;
}

/**
 * Finds a Chromium.
 *
 * @param install - Fetches one from the npm registry where there is none. Default: false.
 * @returns where it is from and the options for `chromium.launch`; nothing where there is none.
 */
export function findChromium(
  install?: boolean,
): Promise<{ readonly via: string; readonly launchOptions: LaunchOptions } | undefined>;
