import { once } from "node:events";

// Writes CSV with line breaks in its values to its output, and at the end tells its parent how many rows that were. In a
// process of its own, so that its memory is not counted as that of who reads it.
const total = Number(process.argv[2]) * 1e6;
let rows = 0;
let written = 0;
process.stdout.write('Number,Name,"De\nscription"\n');
while (written < total) {
  let text = "";
  while (text.length < 64 * 1024) {
    const random = (rows * 2_654_435_761) >>> 0;
    text += `${++rows},"Acme ""${random}"" GmbH","${random.toString(36).repeat(random % 300)}\nsecond line, ${random}"\n`;
  }
  written += text.length;
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}
process.stdout.end(() => process.send?.({ rows, written }, () => process.disconnect()));
