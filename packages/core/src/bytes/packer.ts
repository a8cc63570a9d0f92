import { collectBytes } from "./byte-collector.ts";

/** Rows as they are to travel, and the header that says how they are packed. */
export interface PackedRows {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Takes bytes, and gives the body of them with the header that belongs to it. */
export interface Packer {
  /** Takes bytes, which must not change afterwards. The next ones are to wait until it is done. */
  readonly push: (bytes: Uint8Array<ArrayBuffer>) => void | Promise<void>;
  readonly end: () => PackedRows | Promise<PackedRows>;
  /** Gives up what there is, where it will have no end: for who has more than memory. Afterwards, it does nothing. */
  readonly drop?: () => void;
}

/** Keeps the bytes as they are. */
export function plainPacker(): Packer {
  const { add, end } = collectBytes();
  return { push: add, end: () => ({ body: end() }) };
}
