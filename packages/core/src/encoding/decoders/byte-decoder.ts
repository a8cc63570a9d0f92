/** What came of some bytes. */
export interface Decoded {
  /** Their characters in UTF-8, up to the first that cannot be read. */
  readonly utf8: Uint8Array;
  /** What is wrong behind them; nothing more can be read then. */
  readonly fault?: string;
}

/** Turns bytes of one encoding into UTF-8, cut anywhere. */
export interface ByteDecoder {
  /** @param isLast - Whether no more bytes come: a character that is not complete is a fault then. */
  readonly decode: (bytes: Uint8Array, isLast: boolean) => Decoded;
}

/** Names a byte that cannot be read, and where it stands. */
export const faultAt = (offset: number, byte: number | undefined, encoding: string): string =>
  `has a byte that is not ${encoding} (0x${(byte ?? 0).toString(16).toUpperCase().padStart(2, "0")}, at offset ${offset})`;
