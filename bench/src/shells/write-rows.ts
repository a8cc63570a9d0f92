import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** Writes a file of accounts. @param isBad - Tells, by the number of a row from 1, whether it has no name. */
export async function writeRows(path: string, rows: number, isBad: (row: number) => boolean): Promise<void> {
  function* lines(): Generator<string> {
    yield "Name,Phone,BillingCity,Ext__c\n";
    for (let row = 1; row <= rows; row++) {
      yield `${isBad(row) ? "" : `Acme ${row} GmbH`},+49 30 ${row},Berlin,A-${row}\n`;
    }
  }
  await pipeline(lines(), createWriteStream(path));
}
