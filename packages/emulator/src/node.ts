/**
 * The emulator on a port, for Node.js.
 *
 * @module
 */
export { openEmulator, type StoredEmulator } from "./storage/open-emulator.ts";
export { listen, type Listening, type ListenOptions } from "./port/listen.ts";
export { type CertificateFile, certificateFile } from "./port/certificate-file.ts";
export { readTlsFlags, type TlsFlags } from "./port/read-tls-flags.ts";
export { type OrgFlags, readOrgFlags } from "./port/read-org-flags.ts";
export { describeUnhandled } from "./port/describe-unhandled.ts";
export { emulatorVariables, type RunOptions, runWithEmulator } from "./port/run-with-emulator.ts";
export { exportOrgFile, importOrgFile } from "./storage/org-on-disk.ts";
