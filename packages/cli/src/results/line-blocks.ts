import type { RecordSink } from "./record-sink.ts";

/** So many characters are written at once. */
const blockLength = 65_536;

/** Text that is written to a sink in large pieces. */
export interface LineBlocks {
  /** Adds text, and waits where a block is full and is being written. */
  readonly push: (text: string) => Promise<void>;
  /** Writes what is left. */
  readonly flush: () => Promise<void>;
}

/** Makes what gathers lines, so that not each of them is a write of its own. @param onBlock - Is told after each write. */
export function lineBlocks(sink: RecordSink, onBlock: () => void = () => undefined): LineBlocks {
  let block = "";
  const flush = async (): Promise<void> => {
    const text = block;
    block = "";
    if (text === "") return;
    await sink.write(text);
    onBlock();
  };
  return {
    push: async (text) => {
      block += text;
      if (block.length >= blockLength) await flush();
    },
    flush,
  };
}
