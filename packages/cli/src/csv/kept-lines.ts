/** How much is given at a time. */
const most = 65_536;
const lineFeed = 0x0a;

/** Makes up for lines that are left out, so that those behind them have the numbers that they have in the file. */
export interface KeptLines {
  /** Gives empty lines, which everybody reads over, up to the line on which the next record is to stand. */
  readonly upTo: (line: number) => Iterable<Uint8Array>;
  /** Is told of each record that is given, without its line end. */
  readonly passed: (record: Uint8Array) => void;
}

/** Begins on line 1. */
export function keptLines(): KeptLines {
  let line = 1;
  return {
    upTo: function* (to) {
      for (; line < to; line += Math.min(most, to - line)) {
        yield new Uint8Array(Math.min(most, to - line)).fill(lineFeed);
      }
    },
    passed: (record) => {
      line += 1 + lineFeedsIn(record);
    },
  };
}

/** Counts lines as core does: within quotes by line feeds alone. */
function lineFeedsIn(bytes: Uint8Array): number {
  let count = 0;
  for (let place = bytes.indexOf(lineFeed); place !== -1; place = bytes.indexOf(lineFeed, place + 1)) count++;
  return count;
}
