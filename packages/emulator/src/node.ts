/**
 * The emulator on a port, for Node.js.
 *
 * @module
 */
export { openEmulator, type StoredEmulator } from "./storage/open-emulator.ts";
export { listen, type Listening, type ListenOptions } from "./port/listen.ts";
