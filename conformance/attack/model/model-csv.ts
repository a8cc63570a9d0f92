/** Reads CSV into rows of values: quotes doubled in quotes, lines ended by LF or CR LF. The model's own. */
export function readModelCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let value = "";
  let quoted = false;
  let begun = false;
  const endRow = (): void => {
    if (begun || row.length > 0) rows.push([...row, value]);
    row = [];
    value = "";
    begun = false;
  };
  for (let place = 0; place < text.length; place++) {
    const character = text.charAt(place);
    if (quoted) {
      if (character !== '"') value += character;
      else if (text.charAt(place + 1) === '"') {
        value += '"';
        place++;
      } else quoted = false;
    } else if (character === '"') {
      quoted = true;
      begun = true;
    } else if (character === ",") {
      row.push(value);
      value = "";
      begun = true;
    } else if (character === "\n") endRow();
    else if (character !== "\r") {
      value += character;
      begun = true;
    }
  }
  endRow();
  return rows;
}

/** Writes rows as CSV, every value in quotes. */
export const writeModelCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")}\n`).join("");
