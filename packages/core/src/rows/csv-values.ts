/** Takes the values out of a record of CSV whose quotes stand right: at the beginning and the end of a value, and doubled within. */
export function csvValues(record: string, delimiter: string): string[] {
  if (!record.includes('"')) return record.split(delimiter);
  const values: string[] = [];
  for (let start = 0; ;) {
    let end = start;
    if (record.startsWith('"', start)) {
      do end = record.indexOf('"', end + 1) + 1 || record.length + 1;
      while (record.startsWith('"', end));
      values.push(record.slice(start + 1, end - 1).replaceAll('""', '"'));
    } else {
      end = record.indexOf(delimiter, start);
      if (end === -1) end = record.length;
      values.push(record.slice(start, end));
    }
    if (end >= record.length) return values;
    start = end + 1;
  }
}
