/** The columns of the rows that are loaded. */
export const columns = ["Ext__c", "Name", "Phone", "BillingCity", "Description"] as const;

/** The header of their CSV. */
export const header: string = `${columns.join(",")}\n`;

/** Makes the row of a number, as a record. */
export const recordOf = (row: number): Record<(typeof columns)[number], string> => ({
  Ext__c: String(row),
  Name: `Acme ${row}, GmbH`,
  Phone: `+49 30 ${row}`,
  BillingCity: row % 3 === 0 ? "Zürich" : "Berlin",
  Description: `customer since ${1990 + (row % 35)}, asks "why" ${Math.imul(row, 0x9e3779b1) >>> 0} times`,
});

/** Makes the same as a line of CSV. No value has a line break, so that it may be cut by hand. */
export function lineOf(row: number): string {
  const { Ext__c: number, Name, Phone, BillingCity, Description } = recordOf(row);
  return `${number},"${Name}",${Phone},${BillingCity},"${Description.replaceAll('"', '""')}"\n`;
}

/** Gives rows one by one, from 1 on, as records. */
export function* makeRecords(rows: number): Generator<ReturnType<typeof recordOf>> {
  for (let row = 1; row <= rows; row++) yield recordOf(row);
}

/** How many rows there are, and a sum over their numbers in which each of them counts, in whatever order they come. */
export interface RowSum {
  readonly rows: number;
  readonly sum: number;
}

const weigh = (row: number): number => Math.imul(row ^ (row >>> 13), 0x85ebca6b) >>> 0;

/** Gives the sum of all rows from 1 on, each of them once. */
export function sumOf(rows: number): RowSum {
  let sum = 0;
  for (let row = 1; row <= rows; row++) sum = (sum + weigh(row)) % 2 ** 40;
  return { rows, sum };
}

/** Adds what has come to what was there. */
export const addSums = (one: RowSum, other: RowSum): RowSum => ({
  rows: one.rows + other.rows,
  sum: (one.sum + other.sum) % 2 ** 40,
});

const [lineFeed, quote, zero, nine] = [0x0a, 0x22, 0x30, 0x39];

/** What counts rows. */
interface RowSummer {
  readonly push: (bytes: Uint8Array) => void;
  /** Gives how many have begun and ended until now. */
  readonly rows: () => number;
  readonly end: () => RowSum;
}

/** Makes what counts rows in CSV that comes in pieces: the number is what a line begins with. */
export function rowSummer(): RowSummer {
  let rows = 0;
  let sum = 0;
  // The header is the first line.
  let isHeader = true;
  let isAtStart = true;
  let number = 0;
  const finish = (): void => {
    if (number > 0) {
      rows++;
      sum = (sum + weigh(number)) % 2 ** 40;
    }
    number = 0;
  };
  return {
    push: (bytes) => {
      let at = 0;
      while (at < bytes.length) {
        if (isAtStart && !isHeader) {
          const byte = bytes[at] ?? 0;
          if (byte >= zero && byte <= nine) {
            number = number * 10 + byte - zero;
            at++;
            continue;
          }
          if (byte === quote && number === 0) {
            at++;
            continue;
          }
          finish();
          isAtStart = false;
        }
        const end = bytes.indexOf(lineFeed, at);
        if (end === -1) return;
        at = end + 1;
        isAtStart = true;
        isHeader = false;
      }
    },
    rows: () => rows,
    end: () => {
      finish();
      return { rows, sum };
    },
  };
}
