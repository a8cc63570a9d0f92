/** The address of the org in this page. No host of this name can exist (RFC 2606), so nothing ever leaves the browser. */
export const emulatedInstanceUrl = "https://org.emulator.invalid";

/** Gives the address of an org of its own for one run of a scenario. */
export const runInstanceUrl = (run: string): string => `https://run-${run}.emulator.invalid`;

/** Tells whether an address is that of an org in the service worker. */
export const isEmulatedHost = (hostname: string): boolean => hostname.endsWith(".emulator.invalid");
