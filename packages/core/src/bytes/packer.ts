import { concatenate } from "./concatenate.ts";

/** Rows as they are to travel, and the header that says how they are packed. */
export interface PackedRows {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Takes bytes, and gives the body of them with the header that belongs to it. */
export interface Packer {
  readonly push: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly end: () => PackedRows;
}

/** Keeps the bytes as they are. */
export function plainPacker(): Packer {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  return {
    push: (bytes) => void chunks.push(bytes),
    end: () => ({
      body: concatenate(
        chunks,
        chunks.reduce((sum, { length }) => sum + length, 0),
      ),
    }),
  };
}
