/** Has the browser save CSV as a file. */
export function saveCsv(parts: readonly BlobPart[], name: string): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}

/** Writes a line of CSV. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(",")}\n`;

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
