import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file with a certificate, for programs that are to trust it. */
export interface CertificateFile {
  readonly path: string;
  readonly remove: () => void;
}

/**
 * Writes a certificate to a file of its own in the folder for temporary files: `NODE_EXTRA_CA_CERTS` and its like want a name.
 *
 * @param trusted - A file whose certificates stay trusted as well: what `NODE_EXTRA_CA_CERTS` has named so far.
 */
export function certificateFile(certificate: string, trusted?: string): CertificateFile {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-emulator-"));
  const path = join(folder, "certificate.pem");
  writeFileSync(path, `${trusted === undefined ? "" : readTrusted(trusted)}${certificate}`);
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function readTrusted(file: string): string {
  try {
    return `${readFileSync(file, "utf8")}\n`;
  } catch {
    // Node.js itself warns of a file that is not there, and goes on without it.
    return "";
  }
}
