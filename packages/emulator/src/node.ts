/**
 * The emulator on a port, for Node.js.
 *
 * @module
 */
export { listen, type Listening, type ListenOptions } from "./server/listen.ts";
