import { readFileSync } from "node:fs";
import type { ListenOptions } from "./listen.ts";

/** What a command line says of TLS. */
export interface TlsFlags {
  readonly tls?: boolean | undefined;
  /** A file with a certificate, and those that vouch for it. */
  readonly "tls-cert"?: string | undefined;
  /** A file with its key. */
  readonly "tls-key"?: string | undefined;
}

/**
 * Gives what `listen` is told of TLS.
 *
 * @throws TypeError for a certificate without a key, or a key without a certificate; Error for a file that cannot be read.
 */
export function readTlsFlags({
  tls = false,
  "tls-cert": cert,
  "tls-key": key,
}: TlsFlags): NonNullable<ListenOptions["tls"]> {
  if (cert === undefined && key === undefined) return tls;
  if (cert === undefined || key === undefined) {
    throw new TypeError("Cannot use --tls-cert and --tls-key: expected both or none");
  }
  return { cert: read(cert), key: read(key) };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`Cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}
