import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Browser, chromium } from "playwright";
import { rolldown } from "rolldown";
import { findChromium } from "../../../tools/chromium.mjs";
import type { Measurement, Ratio } from "../measurement.ts";
import { closedJobJson, closedJobXml, jobId } from "../recorded-replies.ts";
import { pairedRatio, shown, shownSpread, spread } from "../spread.ts";

/** As Lighthouse has it for a phone on 3G: milliseconds between request and reply, and bytes a second. */
const line = { offline: false, latency: 562.5, downloadThroughput: 184_320, uploadThroughput: 84_375 };
/** How much slower than this computer. */
const slowness = 4;

const connection = '{ instanceUrl: location.origin, accessToken: "00D000000000001!bench", version: "68.0" }';
const closed = 'if (state !== "Closed") throw new Error(state);';
const byOurs = (name: string): string => `import { closeJob } from "${name}";
  const { state } = await closeJob(${connection}, "${jobId}"); ${closed} done();`;

/** What each page does, as someone would write it; jsforce is there by a script of its own. */
const programs: Readonly<Record<string, string>> = {
  "plain fetch": `const response = await fetch("/services/async/68.0/job/${jobId}", {
      method: "POST",
      headers: { "content-type": "application/json", "x-sfdc-session": "00D000000000001!bench" },
      body: '{"state":"Closed"}',
    });
    const { state } = await response.json(); ${closed} done();`,
  "closeJob of @sfbulk/core": byOurs("@sfbulk/core"),
  "closeJob of @sfbulk/browser": byOurs("@sfbulk/browser"),
  "jsforce, for pages": `const { state } = await new jsforce.Connection(${connection}).bulk.job("${jobId}").close(); ${closed} done();`,
};
const jsforce = "jsforce.min.js";

/** Bundles a program as Vite does, with files of their own for what is loaded later. */
async function bundle(code: string): Promise<readonly { readonly name: string; readonly code: string }[]> {
  const entry = join(import.meta.dirname, "entry.js");
  const made = await rolldown({
    input: entry,
    cwd: import.meta.dirname,
    platform: "browser",
    preserveEntrySignatures: "allow-extension",
    transform: { target: "es2022" },
    plugins: [
      {
        name: "entry",
        resolveId: (name) => (name === entry ? name : undefined),
        load: (name) => (name === entry ? code : undefined),
      },
    ],
  });
  const { output } = await made.generate({ format: "esm", minify: true, entryFileNames: "entry.js" });
  await made.close();
  return output.flatMap((file) => (file.type === "chunk" ? [{ name: file.fileName, code: file.code }] : []));
}

/** Makes what the server has: a folder for each program. */
async function filesOf(names: readonly string[]): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const [index, program] of names.entries()) {
    const code = `const done = () => (globalThis.closedAfter = performance.now()); ${programs[program] ?? ""}`;
    for (const file of await bundle(code)) files.set(`/${index}/${file.name}`, gzipSync(file.code));
    const script = program.startsWith("jsforce") ? `<script src="/${index}/${jsforce}"></script>` : "";
    const page = `<!doctype html><title>bench</title>${script}<script type="module" src="/${index}/entry.js"></script>`;
    files.set(`/${index}/`, gzipSync(page));
    if (script === "") continue;
    const folder = dirname(createRequire(import.meta.url).resolve("jsforce/package.json"));
    files.set(`/${index}/${jsforce}`, gzipSync(readFileSync(join(folder, "dist", jsforce))));
  }
  return files;
}

/** Gives the files, and closes jobs, in XML for jsforce, which asks in it. */
function serve(files: ReadonlyMap<string, Buffer>): Server {
  return createServer((request, response) => {
    request.resume().on("end", () => {
      const { method, url = "", headers } = request;
      const asksForXml = headers["content-type"]?.includes("xml") === true;
      const file = files.get(url);
      if (file === undefined && method === "GET") response.writeHead(404).end();
      else {
        const type =
          file === undefined
            ? `application/${asksForXml ? "xml" : "json"}`
            : url.endsWith(".js")
              ? "text/javascript"
              : "text/html";
        const body = file ?? gzipSync(asksForXml ? closedJobXml : closedJobJson);
        response.writeHead(200, { "content-type": type, "content-encoding": "gzip", "content-length": body.length });
        response.end(body);
      }
    });
  });
}

/** Opens a page as if for the first time, and waits until it has closed its job. */
async function open(browser: Browser, address: string): Promise<Readonly<Record<string, number>>> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", line);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowness });
    await session.send("Performance.enable");
    await page.goto(address, { waitUntil: "commit", timeout: 0 });
    await page.waitForFunction("globalThis.closedAfter !== undefined", undefined, { timeout: 60_000 });
    const [seconds, bytes, requests] = await page.evaluate<[number, number, number]>(`[
      closedAfter / 1000,
      performance.getEntries().reduce((sum, { encodedBodySize = 0 }) => sum + encodedBodySize, 0) / 1000,
      performance.getEntriesByType("resource").length + 1,
    ]`);
    const { metrics } = await session.send("Performance.getMetrics");
    const run = metrics.find(({ name }) => name === "ScriptDuration")?.value ?? Number.NaN;
    return { seconds, bytes, requests, run: run * 1000 };
  } finally {
    await context.close();
  }
}

export const phone: Measurement = {
  name: "phone",
  measure: async ({ quick }) => {
    const found = await findChromium(true);
    if (found === undefined) throw new Error("There is no Chromium, and none for this platform in the registry");
    const names = Object.keys(programs);
    const server = serve(await filesOf(names)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const measured = new Map<string, Record<string, number[]>>(names.map((name) => [name, {}]));
    const browser = await chromium.launch(found.launchOptions);
    const rounds = quick ? 3 : 5;
    try {
      for (let round = 0; round <= rounds; round++) {
        const order = [...names.entries()];
        for (const [index, name] of round % 2 === 0 ? order : order.toReversed()) {
          const answer = await open(browser, `${origin}/${index}/`);
          const of = measured.get(name) ?? {};
          // The first round makes the browser ready.
          if (round > 0) for (const [quantity, value] of Object.entries(answer)) (of[quantity] ??= []).push(value);
        }
      }
    } finally {
      await browser.close();
      server.close();
    }
    const of = (name: string, quantity: string): readonly number[] => measured.get(name)?.[quantity] ?? [];
    const ratio = (one: string, other: string, bar?: Ratio["bar"]): Ratio => ({
      name: `phone, first close: ${one} / ${other}`,
      value: pairedRatio(of(one, "seconds"), of(other, "seconds")),
      ...(bar === undefined ? {} : { bar }),
    });
    return {
      name: "phone",
      title: "The first close of a page on a slow phone",
      text: [
        `From the beginning of the navigation until the job is closed, in a page that nobody has opened before: Chromium with its processor ${slowness} times slower than this one, on 3G as Lighthouse has it (${line.latency} ms before each reply, ${shown((line.downloadThroughput * 8) / 1e6)} Mbit a second). The page and the org are the same server. Each page is bundled by Rolldown, as Vite does it, with what is loaded later in files of its own. \`kB\` is all that came, compressed, \`ms of script\` how long scripts were run and compiled. Each file that must be asked for behind another one costs what the line takes to answer, more than its bytes: the page, its scripts, and the close itself are three of them.`,
      ],
      tables: [
        {
          columns: ["page", "seconds", "kB", "requests", "ms of script"],
          rows: names.map((name) => [
            name,
            shownSpread(spread(of(name, "seconds"))),
            shown(spread(of(name, "bytes")).median),
            spread(of(name, "requests")).median,
            shownSpread(spread(of(name, "run"))),
          ]),
        },
      ],
      plots: [],
      ratios: [
        ratio("closeJob of @sfbulk/core", "plain fetch", { atMost: 1.2 }),
        ratio("closeJob of @sfbulk/browser", "closeJob of @sfbulk/core"),
        ratio("closeJob of @sfbulk/core", "jsforce, for pages"),
      ],
    };
  },
};
