const quote = 0x22;

/** Takes the values out of a record of CSV whose quotes stand right: at the beginning and the end of a value, and doubled within. */
export function csvValues(record: string, delimiter: string): string[] {
  if (!record.includes('"')) return record.split(delimiter);
  const values: string[] = [];
  for (let start = 0; ;) {
    let end = start;
    if (record.charCodeAt(start) === quote) {
      let quotes = 0;
      do {
        end = record.indexOf('"', end + 1) + 1 || record.length + 1;
        quotes++;
      } while (record.charCodeAt(end) === quote);
      const value = record.slice(start + 1, end - 1);
      values.push(quotes === 1 ? value : value.replaceAll('""', '"'));
    } else {
      end = record.indexOf(delimiter, start);
      if (end === -1) end = record.length;
      values.push(record.slice(start, end));
    }
    if (end >= record.length) return values;
    start = end + 1;
  }
}
