import type { Writable } from "node:stream";
import { visibleLines } from "../output/visible.ts";
import { resultFile, type ResultFileOptions } from "../files/result-file.ts";

/** Where what a query found is written. */
export interface RecordSink {
  /** Writes text or bytes, and waits until they are taken: until then nothing more is asked for. */
  readonly write: (data: string | Uint8Array) => Promise<void>;
  /** Ends it: all that was written is where it belongs. */
  readonly finish: () => Promise<void>;
  /** Takes away what was written, where that is possible, unless it was finished. */
  readonly discard: () => Promise<void>;
  /** Gives why it could not be written; `undefined` where it could. */
  readonly failure: () => unknown;
}

/** Writes to a file, which is put in its place when it is whole. */
export async function fileSink(path: string, options: ResultFileOptions): Promise<RecordSink> {
  const file = await resultFile(path, options);
  return watched({
    write: file.write,
    finish: async () => {
      await file.close();
      await file.keep();
    },
    discard: file.discard,
  });
}

/** Writes to standard output, which stays open. What a person looks at is shown; what a program reads is as it is. */
export function outputSink(stdout: NodeJS.WriteStream): RecordSink {
  const decoder = new TextDecoder();
  return watched({
    write: async (data) => {
      await taken(
        stdout,
        !stdout.isTTY ? data : visibleLines(typeof data === "string" ? data : decoder.decode(data, { stream: true })),
      );
    },
    finish: async () => undefined,
    discard: async () => undefined,
  });
}

const taken = async (stream: Writable, data: string | Uint8Array): Promise<void> =>
  await new Promise((resolve, reject) => {
    stream.write(data, (error) => (error ? reject(error) : resolve()));
  });

function watched(sink: Omit<RecordSink, "failure">): RecordSink {
  let failure: unknown;
  const watch = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      failure ??= error;
      throw error;
    }
  };
  return {
    write: async (data) => await watch(sink.write(data)),
    finish: async () => await watch(sink.finish()),
    discard: sink.discard,
    failure: () => failure,
  };
}
