import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Measurement } from "../measurement.ts";

interface Bundle {
  readonly name: string;
  readonly code: string;
  readonly platform: "browser" | "node";
}

const bundles: readonly Bundle[] = [
  {
    name: "a close by plain fetch",
    platform: "browser",
    code: 'export const close = async (url, token, id) => (await fetch(`${url}/services/async/68.0/job/${id}`, { method: "POST", headers: { "content-type": "application/json", "x-sfdc-session": token }, body: \'{"state":"Closed"}\' })).json();',
  },
  { name: "closeJob of @sfbulk/core", platform: "browser", code: 'export { closeJob } from "@sfbulk/core";' },
  { name: "all of @sfbulk/browser", platform: "browser", code: 'export * from "@sfbulk/browser";' },
  { name: "all of @sfbulk/node", platform: "node", code: 'export * from "@sfbulk/node";' },
  { name: "undici", platform: "node", code: 'export { Agent, request } from "undici";' },
  { name: "jsforce, for Node.js", platform: "node", code: 'export * from "jsforce";' },
];

/** Gives minified and compressed bytes of what a bundler makes; what is loaded later counts too. */
async function weigh({ code, platform }: Bundle): Promise<readonly [number, number]> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname, sourcefile: "entry.js" },
    bundle: true,
    minify: true,
    format: "esm",
    platform,
    target: "es2022",
    legalComments: "none",
    write: false,
    logLevel: "error",
  });
  const contents = outputFiles[0]?.contents ?? new Uint8Array();
  return [contents.length, gzipSync(contents, { level: 9 }).length];
}

/** jsforce's own builds for pages, which come with the package. */
function weighBuild(file: string): readonly [number, number] {
  const bytes = readFileSync(
    join(dirname(createRequire(import.meta.url).resolve("jsforce/package.json")), "dist", file),
  );
  return [bytes.length, gzipSync(bytes, { level: 9 }).length];
}

/** The page has it filled in when it is written. */
const budget = (name: string): string => `<!-- budget: ${name} --><!-- /budget -->`;

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);

export const size: Measurement = {
  name: "size",
  measure: async () => {
    const ours = await Promise.all(bundles.map(async (bundle) => [bundle.name, ...(await weigh(bundle))] as const));
    const all = [
      ...ours,
      ["jsforce-core, for pages", ...weighBuild("jsforce-core.min.js")] as const,
      ["jsforce, for pages", ...weighBuild("jsforce.min.js")] as const,
    ];
    const gzipOf = (name: string): number => all.find(([one]) => one === name)?.[2] ?? Number.NaN;
    const ratio = (one: string, other: string) => ({
      name: `size: ${one} / ${other}`,
      value: gzipOf(one) / gzipOf(other),
    });
    return {
      name: "size",
      title: "Size",
      text: [
        `Bundled and minified by esbuild with everything in it, also what is loaded later only where it is needed (gzip, XML), and compressed by gzip -9. \`pnpm size\` tells which part is whose, and what a page loads at once: no more than ${budget("closeJob.atOnce")} kB for \`closeJob\`, ${budget("jobs.atOnce")} for all that creates, ends, sweeps and awaits jobs, ${budget("rows.atOnce")} for batches, results and queries, ${budget("loads.atOnce")} for whole loads, ${budget("bulk2.atOnce")} for the jobs of Bulk API 2.0, and ${budget("browser.atOnce")} kB for all of @sfbulk/browser; whole, as the files that a page gets and each compressed for itself, ${budget("closeJob.whole")}, ${budget("jobs.whole")}, ${budget("rows.whole")}, ${budget("loads.whole")}, ${budget("bulk2.whole")} and ${budget("browser.whole")} kB.`,
      ],
      tables: [
        {
          columns: ["bundle", "minified, kB", "gzip, kB"],
          rows: all.map(([name, minified, zipped]) => [name, kilobytes(minified), kilobytes(zipped)]),
        },
      ],
      plots: [
        {
          kind: "bars",
          file: "size",
          title: "Size, minified and gzipped",
          groups: ["kB"],
          series: all.map(([name, , zipped]) => ({ name, values: [zipped / 1000] })),
        },
      ],
      ratios: [
        ratio("closeJob of @sfbulk/core", "jsforce-core, for pages"),
        ratio("all of @sfbulk/browser", "jsforce-core, for pages"),
        ratio("all of @sfbulk/node", "jsforce, for Node.js"),
      ],
    };
  },
};
