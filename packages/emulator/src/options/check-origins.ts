const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Checks the entries of an allow list: `https://app.example`, with a port or not, `https://*.app.example`, `http` on
 * this computer only, `chrome-extension://…` and `moz-extension://…` (all documented), and `*`, which is ours.
 *
 * @throws TypeError for one that Setup would not take.
 */
export function checkOrigins(origins: readonly string[]): void {
  if (!Array.isArray(origins)) throw new TypeError(`Cannot allow origins: expected an array of origins`);
  for (const origin of origins as readonly unknown[]) {
    if (typeof origin === "string" && isEntry(origin)) continue;
    throw new TypeError(
      `Cannot allow origin ${JSON.stringify(origin)}: expected one such as "https://app.example", "https://*.app.example" or "http://localhost:5173", without a path`,
    );
  }
}

function isEntry(origin: string): boolean {
  if (origin === "*") return true;
  if (/^(?:chrome-extension:\/\/[a-p]{32}|moz-extension:\/\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.test(origin))
    return true;
  const [, scheme, , host = ""] = /^(https?):\/\/(\*\.)?([^*/?#@]+)$/.exec(origin) ?? [];
  if (scheme === undefined || !URL.canParse(`${scheme}://${host}`)) return false;
  const url = new URL(`${scheme}://${host}`);
  return url.origin === `${scheme}://${host}` && (scheme === "https" || loopback.test(url.hostname));
}
