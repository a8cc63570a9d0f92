import { saveFile } from "../components/save-file.ts";

/** Has the browser save CSV as a file. */
export function saveCsv(parts: readonly BlobPart[], name: string): void {
  saveFile(new Blob([...parts], { type: "text/csv" }), `${name}.csv`);
}

/** Writes a line of CSV. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(",")}\n`;

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
