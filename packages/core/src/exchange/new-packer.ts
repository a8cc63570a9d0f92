import { type Packer, plainPacker } from "../bytes/packer.ts";
import type { Target } from "../connection/check-connection.ts";
import { chunksPacker } from "./chunks-packer.ts";

/** Makes what brings the rows of an upload into its body: compressed where the connection allows it, by what it brings. */
export async function newPacker({ gzipFrom, compressChunks }: Target): Promise<Packer> {
  if (gzipFrom === undefined) return plainPacker();
  if (compressChunks !== undefined) return chunksPacker(compressChunks);
  return (await import("../bytes/gzip-steps.ts")).gzipPacker();
}
