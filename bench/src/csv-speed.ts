import { parse as csvParse } from "csv-parse/sync";
import { csvParseRows } from "d3-dsv";
import Papa from "papaparse";
import { inferSchema, initParser } from "udsv";

// Which CSV library reads what Salesforce writes fastest? All take turns in one process, so that only the ratios count.
// `pnpm --filter bench csv`; also told is whether each notices a text that breaks off in a quoted value: who reads
// results must. The texts are as `queryResults` gives them to the parser: whole rows, some 64 kB at a time.
const rounds = Number(process.argv[2] ?? 9);

const quoted = (values: readonly string[]): string =>
  `${values.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")}\n`;
const columns = ["Id", "Name", "BillingCity", "Phone", "Description", "CreatedDate", "NumberOfEmployees"];
const rows = Array.from({ length: 100_000 }, (_, index) => [
  `0019H00000${String(index).padStart(8, "0")}`,
  index % 50 === 0 ? `Acme "North", ${index}` : `Acme ${index}`,
  ["Zürich", "", "San Francisco"][index % 3] ?? "",
  "+41 44 668 18 00",
  index % 20 === 0 ? "first line\nsecond line" : "x".repeat(index % 80),
  "2026-02-12T15:43:48.000Z",
  String(index % 5000),
]);
const header = quoted(columns);
const blocks: string[] = [];
for (let start = 0; start < rows.length; start += 400)
  blocks.push(
    rows
      .slice(start, start + 400)
      .map(quoted)
      .join(""),
  );
const bytes = new TextEncoder().encode(blocks.join("")).length;

const schema = inferSchema(header, { col: ",", row: "\n", encl: '"' });
const libraries: Readonly<Record<string, (text: string) => string[][]>> = {
  papaparse: (text) => {
    const { data, errors } = Papa.parse<string[]>(text, { delimiter: ",", newline: "\n", skipEmptyLines: true });
    if (errors.length > 0) throw new Error(errors[0]?.message);
    return data;
  },
  "csv-parse": (text) => csvParse(text, { record_delimiter: "\n" }),
  "d3-dsv": (text) => csvParseRows(text),
  // It wants a header before every text.
  udsv: (text) => initParser(schema).stringArrs<string[]>(header + text),
};

const times = new Map(Object.keys(libraries).map((name) => [name, [] as number[]]));
for (let round = 0; round <= rounds; round++) {
  for (const [name, read] of Object.entries(libraries)) {
    globalThis.gc?.();
    const began = performance.now();
    let count = 0;
    for (const block of blocks) count += read(block).length;
    // The first round warms up.
    if (round > 0) times.get(name)?.push(performance.now() - began);
    if (count !== rows.length) throw new Error(`${name} found ${count} rows`);
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
const ours = median(times.get("papaparse") ?? []);
const report = Object.entries(libraries).map(([library, read]) => {
  const time = median(times.get(library) ?? []);
  const all = blocks.flatMap(read);
  return {
    library,
    "time, papaparse = 1": Number((time / ours).toFixed(2)),
    "MB a second": Math.round(bytes / 1e3 / time),
    "same values": JSON.stringify(all) === JSON.stringify(rows),
    "notices an open quote": notices(read, '"1","2\n'),
    "notices text behind a quote": notices(read, '"1"x,"2"\n'),
  };
});
console.table(report);

function notices(read: (text: string) => string[][], text: string): boolean {
  try {
    read(text);
    return false;
  } catch {
    return true;
  }
}
