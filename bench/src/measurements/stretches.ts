import { alternate, type Measured } from "../alternate.ts";
import { alternateInChromium } from "../alternate-in-chromium.ts";
import { contenders } from "../long-work.ts";
import type { Measurement, Table } from "../measurement.ts";
import { shownSpread, spread } from "../spread.ts";

const module = new URL("../long-work.js", import.meta.url).href;

const longest = (found: Map<string, Measured>, name: string): readonly number[] => found.get(name)?.["longest"] ?? [];

export const stretches: Measurement = {
  name: "stretches",
  measure: async ({ quick, large }) => {
    const names = Object.keys(contenders);
    const load = large ? 1000 : 100;
    const one = { load, records: load * 5000, read: 50 };
    const rounds = [
      { ...one, load: 10, records: 50_000, read: 10, warmUp: 1 },
      ...Array.from({ length: large ? 1 : quick ? 2 : 3 }, () => one),
    ];
    const inNode = await alternate({ module, names, url: "", rounds });
    const inChromium = await alternateInChromium({ module, names, rounds });
    const table: Table = {
      columns: ["", "Node.js: longest, ms", "Chromium: longest, ms"],
      rows: names.map((name) => [
        name,
        ...[inNode, inChromium].map((found) => shownSpread(spread(longest(found, name)))),
      ]),
    };
    const ours = names.filter((name) => name !== "nothing at all");
    return {
      name: "stretches",
      title: "How long nothing else has its turn",
      text: [
        `The longest time, in ms, in which nothing else of the process (of the page) had its turn, while ${load} MB of rows were loaded that were all there at once, and while 50 MB of results were read that were there at once: no network is in between, whose waits would be turns for others. \`nothing at all\` is the same process or page on the same machine with nothing to do, which tells what other work on the machine adds.`,
      ],
      tables: [table],
      plots: [],
      ratios: (
        [
          ["", inNode],
          [" in Chromium", inChromium],
        ] as const
      ).flatMap(([where, found]) =>
        ours.map((name) => ({
          name: `stretches${where}: longest, ms, ${name}`,
          value: Math.min(...longest(found, name)),
          bar: { atMost: 50 },
        })),
      ),
    };
  },
};
