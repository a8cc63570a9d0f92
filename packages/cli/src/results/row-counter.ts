const quote = 0x22;
const lineFeed = 0x0a;

/**
 * Makes what counts the rows of CSV as Salesforce writes it, in bytes that may be cut anywhere: every line break outside of
 * quotes ends one, and the first is the header.
 */
export function rowCounter(): { readonly push: (bytes: Uint8Array) => void; readonly rows: () => number } {
  let lines = 0;
  let isQuoted = false;
  return {
    push: (bytes) => {
      for (const byte of bytes) {
        if (byte === quote) isQuoted = !isQuoted;
        else if (byte === lineFeed && !isQuoted) lines++;
      }
    },
    rows: () => Math.max(0, lines - 1),
  };
}
