import { Readable } from "node:stream";
import Papa from "papaparse";

/** How many bytes are looked at to find the header line. */
const most = 65_536;

/**
 * Leaves out the columns that sfbulk and the sf CLI add to files of results, `sf__Id`, `sf__Error` and their like: what
 * failed can be mended and loaded again. Other files pass as they are, byte for byte.
 */
export async function* withoutOwnColumns(
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = input[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let text = "";
  let isEnded = false;
  const decoder = new TextDecoder();
  while (!isEnded && !text.includes("\n") && text.length < most) {
    const { done, value } = await source.next();
    isEnded = done === true;
    if (value === undefined) continue;
    head.push(value);
    text += decoder.decode(value, { stream: true });
  }
  const whole = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* head;
      if (!isEnded) yield* { [Symbol.asyncIterator]: () => source };
    } finally {
      await source.return?.();
    }
  };
  const [header = ""] = text.split(/[\r\n]/, 1);
  if (!/^\uFEFF?"?sf__/.test(header)) {
    yield* whole();
    return;
  }
  yield* leaveOut(Readable.from(whole()));
}

async function* leaveOut(input: Readable): AsyncGenerator<Uint8Array, void, undefined> {
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { delimiter: ",", skipEmptyLines: true });
  input.on("error", (error) => parser.destroy(error));
  let kept: number[] | undefined;
  const encoder = new TextEncoder();
  try {
    for await (const cells of input.pipe(parser) as AsyncIterable<string[]>) {
      // The files that are known to have them begin with them.
      kept ??= cells.flatMap((name, index) => (/^\uFEFF?sf__/.test(name) ? [] : [index]));
      if (kept.length === 0) return;
      const line = kept.map((index) => cells[index] ?? "");
      yield encoder.encode(`${Papa.unparse([line], { newline: "\n", quotes: line.length === 1 })}\n`);
    }
  } finally {
    input.destroy();
  }
}
