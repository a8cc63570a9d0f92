import { alternate, type Measured, repeat } from "../alternate.ts";
import type { Contender, Measurement, Ratio, Run } from "../measurement.ts";
import { shown, shownSpread, spread } from "../spread.ts";

/** A number that looks like none before it, from 0 to 1, the same in every run. */
const scattered = (row: number, salt: number): number => {
  const mixed = Math.imul(row ^ (salt << 16), 0x9e3779b1);
  return (Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77) >>> 0) / 2 ** 32;
};

const pick = (values: readonly string[], row: number, salt: number): string =>
  values[Math.floor(scattered(row, salt) * values.length)] ?? "";

const firstNames = "Anna Ben Carla David Erika Frank Greta Hans Ines Jonas".split(" ");
const lastNames = "Müller Smith García Rossi Nowak Jensen Dubois Kowalski".split(" ");
const cities = ["Berlin", "Zürich", "San Francisco", "Paris", "Wien", "Köln"];
const words =
  "account customer order pending review contract needs follow up call back renewal next quarter discount agreed late invoice open paid partner".split(
    " ",
  );

/** Rows as people load them: an id, names, an address that occurs once, a date, an amount, and some words. */
function contacts(rows: number): Uint8Array<ArrayBuffer> {
  const lines = ["Id,FirstName,LastName,Email,Phone,MailingCity,Amount__c,LastContact__c,Description"];
  for (let row = 0; row < rows; row++) {
    const [first, last] = [pick(firstNames, row, 1), pick(lastNames, row, 2)];
    const random = (salt: number, below: number): number => Math.floor(scattered(row, salt) * below);
    const id = `0019H00000${random(3, 36 ** 5)
      .toString(36)
      .padStart(5, "0")}QAC`;
    const date = `2026-${String(1 + random(4, 12)).padStart(2, "0")}-${String(1 + random(5, 28)).padStart(2, "0")}`;
    const text = Array.from({ length: random(6, 20) }, (_, place) => pick(words, row, 20 + place)).join(" ");
    lines.push(
      `${id},${first},${last},${first}.${last}${random(7, 100_000)}@example.com,+49 30 ${random(8, 10_000_000)},${pick(cities, row, 9)},${random(10, 1e7) / 100},${date},"${text}"`,
    );
  }
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

const rated = (compress: (bytes: Uint8Array<ArrayBuffer>) => Promise<number> | number): Run => {
  const bytes = contacts(40_000);
  return async () => {
    const before = process.cpuUsage();
    const size = await compress(bytes);
    const { user, system } = process.cpuUsage(before);
    return { megabytes: bytes.length / (user + system), part: size / bytes.length };
  };
};

const levels = [1, 3, 4, 5, 6] as const;

export const contenders: Readonly<Record<string, Contender>> = {
  "@sfbulk/node, zlibCompress": async () => {
    const { zlibCompress } = await import("@sfbulk/node");
    return rated(async (bytes) => (await zlibCompress(bytes)).length);
  },
  ...Object.fromEntries(
    levels.map((level): [string, Contender] => [
      `zlib, level ${level}`,
      async () => {
        const { gzipSync } = await import("node:zlib");
        return rated((bytes) => gzipSync(bytes, { level, chunkSize: 256 * 1024 }).length);
      },
    ]),
  ),
  ...Object.fromEntries(
    levels.map((level): [string, Contender] => [
      `pako, level ${level}`,
      async () => {
        const { gzip } = await import("pako");
        return rated((bytes) => gzip(bytes, { level }).length);
      },
    ]),
  ),
};

const percent = (part: number): string => `${Math.abs(Math.round(part * 100))} % ${part < 0 ? "less" : "more"}`;

/** MB a second of the lines on which loads travel: a slow connection, a good one, and a machine in a data centre. */
const lines = [1, 10, 100];

export const compression: Measurement = {
  name: "compression",
  measure: async ({ quick }) => {
    const names = Object.keys(contenders);
    const found = await alternate({
      module: import.meta.url,
      names,
      url: "",
      rounds: repeat(quick ? 3 : 5, {}),
    });
    const of = (name: string): Measured => found.get(name) ?? {};
    /** MB of CSV a second where one thread compresses while what it made before is sent: the slower of both decides. */
    const through = (name: string, line: number): number =>
      Math.min(spread(of(name)["megabytes"]).median, line / spread(of(name)["part"]).median);
    const speed = (library: string, level: number): number =>
      spread(of(`${library}, level ${level}`)["megabytes"]).median;
    const part = (level: number): number => spread(of(`zlib, level ${level}`)["part"]).median;
    const ratio = (library: string, level: number, line: number): Ratio => ({
      name: `compression: ${library}, level 4 / level ${level}, over ${line} MB/s`,
      value: through(`${library}, level 4`, line) / through(`${library}, level ${level}`, line),
    });
    return {
      name: "compression",
      title: "Compression",
      text: [
        "What most of the processor's time of a load goes to. MB of CSV that one thread compresses in a second of the processor's time, how much is left of it, and how many MB of CSV a second go over a line of so many MB a second: compressing goes on while what was made before is sent, so that the slower of both decides. The rows are as people load them: ids, names, addresses, dates, amounts, and some words.",
        `**Level 4 is the default**, here and in pages: it is near the best over each of these lines. Level 6, zlib's own, leaves ${percent(part(6) / part(4) - 1)} than it, for ${shown(speed("zlib", 4) / speed("zlib", 6))} times the processor's time; level 1 leaves ${percent(part(1) / part(4) - 1)}, in ${shown(speed("zlib", 4) / speed("zlib", 1))} of the time. In pages pako does it, whose level 4 keeps a line of ${shown(speed("pako", 4) * part(4))} MB a second busy: only over a faster one would a worker gain, and there is none. \`@sfbulk/node\` compresses in threads of zlib's, several batches at a time.`,
      ],
      tables: [
        {
          columns: ["contender", "MB/s of the processor", "is left", ...lines.map((line) => `MB/s over ${line}`)],
          rows: names.map((name) => [
            name,
            shownSpread(spread(of(name)["megabytes"])),
            shown(spread(of(name)["part"]).median),
            ...lines.map((line) => shown(through(name, line))),
          ]),
        },
      ],
      plots: [],
      ratios: ["zlib", "pako"].flatMap((library) =>
        [1, 6].flatMap((level) => lines.map((line) => ratio(library, level, line))),
      ),
    };
  },
};
