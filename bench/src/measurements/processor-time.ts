import { readFileSync } from "node:fs";
import { type Runtime, Session } from "node:inspector/promises";
import { SourceMap, type SourceMapPayload } from "node:module";
import { alternate, repeat } from "../alternate.ts";
import type { Contender, Measurement } from "../measurement.ts";
import { closedJobJson, jobId } from "../recorded-replies.ts";
import { shown, shownSpread, spread } from "../spread.ts";

const bytes = new TextEncoder().encode(closedJobJson);
const connection = { instanceUrl: "https://acme.my.salesforce.com", accessToken: "00D000000000001!bench" };

/** Answers at once, with a response of which the whole body is there, as `nodeAdapter` gives it. */
const whole = async (): Promise<Response & { readonly wholeBody: Uint8Array<ArrayBuffer> }> =>
  await Promise.resolve(Object.assign(new Response(null), { wholeBody: bytes }));

/** Answers at once, with a response as anybody makes one. */
const usual = async (): Promise<Response> => await Promise.resolve(new Response(bytes));

const adapters = { "an adapter with the whole body": whole, "an adapter with a usual Response": usual };

export const contenders: Readonly<Record<string, Contender>> = {
  ...Object.fromEntries(
    Object.entries(adapters).map(([name, adapter]): [string, Contender] => [
      name,
      async () => {
        const { closeJob } = await import("@sfbulk/core");
        return async ({ count }) =>
          await eachTakes(async () => await closeJob({ ...connection, fetch: adapter }, jobId), Number(count));
      },
    ]),
  ),
  "the adapter alone, whole": async () =>
    await Promise.resolve(async ({ count }) => await eachTakes(whole, Number(count))),
  "the adapter alone, usual": async () =>
    await Promise.resolve(
      async ({ count }) => await eachTakes(async () => await (await usual()).body?.getReader().read(), Number(count)),
    ),
  "JSON.parse of the reply alone": async () =>
    await Promise.resolve(
      async ({ count }) =>
        await eachTakes(async () => await Promise.resolve(JSON.parse(closedJobJson) as unknown), Number(count)),
    ),
  /** Tells where the time goes, by the file that it is spent in. */
  profile: async () => {
    const { closeJob } = await import("@sfbulk/core");
    const close = async (): Promise<unknown> => await closeJob({ ...connection, fetch: whole }, jobId);
    return async ({ count }) => await profileOf(close, Number(count));
  },
};

async function eachTakes(work: () => Promise<unknown>, count: number): Promise<{ readonly cpu: number }> {
  const before = process.cpuUsage();
  for (let done = 0; done < count; done++) await work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / count };
}

async function profileOf(work: () => Promise<unknown>, count: number): Promise<Record<string, number>> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 200 });
  await session.post("Profiler.start");
  await eachTakes(work, count);
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  const places = new Map(profile.nodes.map(({ id, callFrame }) => [id, placeOf(sourceOf(callFrame), callFrame)]));
  const times: Record<string, number> = {};
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const place = places.get(id) ?? "";
    times[place] = (times[place] ?? 0) + (profile.timeDeltas?.[index] ?? 0) / count;
  }
  return times;
}

const sourceMaps = new Map<string, SourceMap>();

/** Says which file a function was written in: what runs is a bundle of many. */
function sourceOf({ url, lineNumber, columnNumber }: Runtime.CallFrame): string {
  if (!url.includes("/packages/")) return url;
  const map =
    sourceMaps.get(url) ?? new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), "utf8")) as SourceMapPayload);
  sourceMaps.set(url, map);
  const entry = map.findEntry(lineNumber, columnNumber);
  return "originalSource" in entry ? entry.originalSource : url;
}

/** Says whose a piece of code is: core's by its folder, a package by its name. */
function placeOf(source: string, { functionName }: Runtime.CallFrame): string {
  const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];
  if (library !== undefined) return library;
  const core = /(?:^|\/)src\/(\w[\w-]*)\/[^/]+$/.exec(source)?.[1];
  if (core !== undefined) return `core, ${core}`;
  if (functionName === "(garbage collector)") return "garbage collector";
  if (source.startsWith("node:"))
    return /abort|event_target|transferable/.test(source) ? "Node.js, AbortController" : "Node.js";
  return source === "" ? "the engine: promises, timers, text" : "the benchmark";
}

export const processorTime: Measurement = {
  name: "processor-time",
  eachNode: true,
  measure: async ({ node, quick }) => {
    const names = Object.keys(contenders);
    const measured = await alternate({
      module: import.meta.url,
      names,
      url: "",
      node,
      rounds: [{ warmUp: 1, count: 20_000 }, ...repeat(quick ? 3 : 7, { count: 10_000 })],
    });
    const of = (name: string): readonly number[] => measured.get(name)?.["cpu"] ?? [];
    const own = (name: string, alone: string): number => spread(of(name)).median - spread(of(alone)).median;
    const parts = Object.entries(measured.get("profile") ?? {})
      .map(([place, times]) => [place, spread(times).median] as const)
      .filter(([, time]) => time >= 0.1)
      .toSorted(([, one], [, other]) => other - one);
    const wholeOwn = own("an adapter with the whole body", "the adapter alone, whole");
    const usualOwn = own("an adapter with a usual Response", "the adapter alone, usual");
    return {
      name: "processor-time",
      title: "Our own processor time for a close",
      text: [
        "One close after another in process, with an adapter that answers at once: nothing but our own code, its libraries and the engine. `closeJob` checks the connection and the id, prepares the request, sets a time limit, sends through ofetch, decodes, parses and checks 24 fields. The adapter alone is measured too and taken off. The table below tells where the time goes, from a profile of the first contender (its sum is larger: profiling costs). How fast the machine was, the line of `JSON.parse` tells.",
      ],
      tables: [
        {
          columns: ["contender", "CPU, µs"],
          rows: names.filter((name) => name !== "profile").map((name) => [name, shownSpread(spread(of(name)))]),
        },
        { columns: ["where it goes", "µs"], rows: parts.map(([place, time]) => [place, shown(time)]) },
      ],
      plots: [
        {
          kind: "bars",
          file: "processor-time",
          title: "Where the processor's time of a close goes",
          groups: ["µs a close"],
          series: parts.slice(0, 10).map(([place, time]) => ({ name: place, values: [time] })),
        },
      ],
      ratios: [
        { name: "our own µs a close, whole body", value: wholeOwn, bar: { atMost: 30 } },
        { name: "our own µs a close, usual Response", value: usualOwn, bar: { atMost: 30 } },
        {
          name: "our own time for a close, whole body / JSON.parse of the reply",
          value: wholeOwn / spread(of("JSON.parse of the reply alone")).median,
        },
      ],
    };
  },
};
