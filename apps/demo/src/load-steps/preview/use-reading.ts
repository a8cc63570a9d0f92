import { useEffect } from "preact/hooks";
import { readFile } from "../../load/files/read-file.ts";
import { columnTargets, fileDialect, fileReading } from "../../load/plan/load-plan.ts";

/** Reads the file again when what is said of it changes. */
export function useReading(file: File): void {
  const { encoding, delimiter } = fileDialect.value;
  useEffect(() => {
    if (fileReading.value !== undefined && !(fileReading.value instanceof Error) && columnTargets.value !== undefined) {
      const { encoding: known, delimiter: knownDelimiter } = fileReading.value;
      if ((encoding ?? known) === known && (delimiter ?? knownDelimiter) === knownDelimiter) return undefined;
    }
    const stopping = new AbortController();
    fileReading.value = undefined;
    columnTargets.value = undefined;
    readFile(file, { encoding, delimiter }, stopping.signal).then(
      (found) => {
        if (!stopping.signal.aborted) fileReading.value = found;
      },
      (error: unknown) => {
        if (!stopping.signal.aborted) fileReading.value = error as Error;
      },
    );
    return () => stopping.abort(new Error("Something else is read"));
  }, [file, encoding, delimiter]);
}
