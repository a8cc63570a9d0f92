import type { JobInfo, RowResult } from "@sfbulk/node";
import type { Exchange, Size } from "./exchange-log.ts";

const say = (text = ""): boolean => process.stdout.write(`${text}\n`);

/** Begins a part of the output. */
export function printStep(text: string): void {
  say(`\n${text}`);
}

/** Says something beneath a step. */
export function printNote(text: string): void {
  say(`  ${text}`);
}

/** Prints an exchange on one line. */
export function printExchange({ method, path, status, sent, received, milliseconds }: Exchange): void {
  say(
    `  ${method.padEnd(4)} ${path}\n       ${status}  sent ${size(sent)}, received ${size(received)}, ${milliseconds.toFixed(1)} ms`,
  );
}

const size = ({ wire, plain }: Size): string => (wire === plain ? `${wire} B` : `${wire} B (gzip of ${plain} B)`);

/** Prints a job's fields as they were before and after, and marks what has changed. */
export function printChange(before: JobInfo, after: JobInfo): void {
  say(`    ${"".padEnd(24)} ${"before".padEnd(26)} after`);
  for (const key of Object.keys(after) as (keyof JobInfo)[]) {
    // A reply in XML leaves fields out that one in JSON has.
    const [was, is] = [String(before[key] ?? "-"), String(after[key] ?? "-")];
    say(`  ${was === is || before[key] === undefined ? " " : "*"} ${key.padEnd(24)} ${was.padEnd(26)} ${is}`);
  }
}

/** Prints how many rows were written, and the ones that were not, with their lines in the file and the reasons. */
export function printRows(results: readonly RowResult[]): void {
  const failed = results.map((result, index) => ({ ...result, row: index + 1 })).filter(({ success }) => !success);
  const created = results.filter((row) => row.created).length;
  say(`  ${results.length} rows: ${created} created, ${failed.length} failed`);
  for (const { row, errors } of failed) {
    for (const { statusCode, message, fields } of errors) {
      say(
        `    row ${String(row).padStart(3)}  ${statusCode}: ${message}${fields.length === 0 ? "" : ` (${fields.join(", ")})`}`,
      );
    }
  }
}
