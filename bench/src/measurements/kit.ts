import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { createEmulator, type Emulator } from "@sfbulk/emulator";
import { alternate, type Measured, repeat } from "../alternate.ts";
import type { Contender, Measurement, Parameters } from "../measurement.ts";
import { closedJobJson, jobId } from "../recorded-replies.ts";
import { pairedRatio, shown, shownSpread, spread } from "../spread.ts";

/** The processor's time of this process until now, in milliseconds. */
const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const schedule = `/proc/${process.pid}/task/${process.pid}/schedstat`;

/**
 * The processor's time of the thread that has the turns, in milliseconds: what others collect and compile meanwhile holds nobody up.
 * Where the system does not tell it, that of the whole process, which is more.
 */
const threadTime = (): number =>
  existsSync(schedule) ? Number(readFileSync(schedule, "utf8").split(" ", 1)[0]) / 1e6 : processorTime();

/** Tells how much of the processor's time went on, at its longest, while nothing else had its turn: milliseconds. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve, 50));
  let longest = 0;
  let before = threadTime();
  let isOver = false;
  const look = (): void => {
    const now = threadTime();
    longest = Math.max(longest, now - before);
    before = now;
    if (!isOver) setTimeout(look, 1);
  };
  setTimeout(look, 1);
  await work();
  isOver = true;
  // What went on until the end counts too.
  return Math.max(longest, threadTime() - before);
}

const batchRows = 10_000;
const words = "some words that tell what it is, and some more of them to fill the field up ".repeat(12);
const many = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join("");

const bodies = {
  rows: () => `Name\n${many(batchRows, (index) => `Acme ${index}\n`)}`,
  csv: () => `Name,Description\n${many(batchRows, (index) => `Acme ${index},"${words}"\n`)}`,
  json: () =>
    JSON.stringify(Array.from({ length: batchRows }, (_, index) => ({ Name: `Acme ${index}`, Description: words }))),
  xml: () =>
    `<sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload">${many(batchRows, (index) => `<sObject><Name>Acme ${index}</Name><Description>${words}</Description></sObject>`)}</sObjects>`,
};

/** What a request says beside its path. */
interface Said {
  readonly type?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}
type Ask = (path: string, said?: Said) => Promise<string>;

/** Makes what asks an emulator in process, by either API, and throws for a refusal. */
const asksOf =
  ({ fetch, accessToken }: Emulator): Ask =>
  async (path, { type, body, headers = {} } = {}) => {
    const response = await fetch(path, {
      headers: {
        "x-sfdc-session": accessToken,
        authorization: `Bearer ${accessToken}`,
        ...(type === undefined ? {} : { "content-type": type }),
        ...headers,
      },
      ...(body === undefined ? {} : { method: "POST", body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status}, ${text.slice(0, 200)}`);
    return text;
  };

const async10 = "/services/async/68.0/job";
const rest = "/services/data/v68.0";
const json = "application/json";

const createJob = async (ask: Ask, fields: object, headers: Said["headers"] = {}): Promise<string> =>
  (JSON.parse(await ask(async10, { type: json, body: JSON.stringify(fields), headers })) as { id: string }).id;

/** Adds a batch, and waits until the job has none that is on its way. */
async function addAndWait(ask: Ask, id: string, said: Said): Promise<void> {
  await ask(`${async10}/${id}/batch`, said);
  for (let times = 0; times < 10_000; times++) {
    const batches = await ask(`${async10}/${id}/batch`);
    if (/\bFailed\b/.test(batches)) throw new Error(batches.slice(0, 2000));
    if (!/\b(?:Queued|InProgress)\b/.test(batches)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`The batch of ${id} does not end`);
}

const load =
  (contentType: string, type: string, body: () => string, isCompressed = false) =>
  async (ask: Ask): Promise<() => Promise<unknown>> => {
    const id = await createJob(ask, { operation: "insert", object: "Account", contentType });
    const sent: Said = isCompressed
      ? { type, body: new Uint8Array(gzipSync(body())), headers: { "content-encoding": "gzip" } }
      : { type, body: new TextEncoder().encode(body()) };
    return async () => await addAndWait(ask, id, sent);
  };

const records = (count: number, wide: boolean): object[] =>
  Array.from({ length: count }, (_, index) => ({
    attributes: { type: "Account" },
    Name: `Acme ${index}`,
    ...(wide ? { Description: words.repeat(15) } : {}),
  }));

const stored = async (emulator: Emulator, count: number): Promise<void> => {
  const batches = Array.from(
    { length: Math.ceil(count / batchRows) },
    (_, batch) =>
      `Name\n${many(Math.min(batchRows, count - batch * batchRows), (index) => `Acme ${(index * 7919) % 10_007}\n`)}`,
  );
  await emulator.control.addJob({ batches, ageMs: 60_000 });
};

const sorted = (count: number, times: number) => async (ask: Ask, emulator: Emulator) => {
  await stored(emulator, count);
  const path = `${rest}/query?q=${encodeURIComponent("SELECT Id, Name FROM Account ORDER BY Name, Id DESC")}`;
  return async (): Promise<unknown> => await Promise.all(Array.from({ length: times }, async () => await ask(path)));
};

/** A part of a composite request that makes 200 records. */
const part = (index: number): object => ({
  method: "POST",
  url: `${rest}/composite/sobjects`,
  referenceId: `r${index}`,
  body: { records: records(200, false) },
});

/** What one client may ask for that takes long, each made ready first. */
const longRequests: Readonly<Record<string, (ask: Ask, emulator: Emulator) => Promise<() => Promise<unknown>>>> = {
  "10,000 rows": load("CSV", "text/csv", bodies.rows),
  "9 MB of CSV": load("CSV", "text/csv", bodies.csv),
  "9 MB of CSV, compressed": load("CSV", "text/csv", bodies.csv, true),
  "9 MB of JSON": load("JSON", json, bodies.json),
  "9 MB of XML": load("XML", "application/xml", bodies.xml),
  "PK chunking of 8,000 records by 2": async (ask, emulator) => {
    await stored(emulator, 8000);
    const fields = { operation: "query", object: "Account", contentType: "CSV" };
    const id = await createJob(ask, fields, { "sforce-enable-pkchunking": "chunkSize=2" });
    return async () => await addAndWait(ask, id, { type: "text/csv", body: "SELECT Id, Name FROM Account" });
  },
  "200 records of 3 MB over REST": async (ask) => {
    const body = JSON.stringify({ records: records(200, true) });
    return async () => await ask(`${rest}/composite/sobjects`, { type: json, body });
  },
  "1,000 records in a composite request, all or none": async (ask) => {
    const body = JSON.stringify({ allOrNone: true, compositeRequest: [0, 1, 2, 3, 4].map((index) => part(index)) });
    return async () => await ask(`${rest}/composite`, { type: json, body });
  },
  "a query that sorts 30,000 records": sorted(30_000, 1),
  "five queries that sort 10,000 records each": sorted(10_000, 5),
};

/** Megabytes that are held, after a collection. */
const heldNow = (): number => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
};

/** A record of three short fields. */
const row = (index: number): string => `Acme number ${index},+49 30 ${index},Berlin\n`;

/** Closes jobs, and tells how long each takes the processor, in microseconds. */
async function closes(count: number, close: (index: number) => Promise<unknown>): Promise<{ readonly cpu: number }> {
  const before = processorTime();
  for (let done = 0; done < count; done++) await close(done);
  return { cpu: ((processorTime() - before) / count) * 1000 };
}

export const contenders: Readonly<Record<string, Contender>> = {
  "closeJob, the emulator": async () => {
    const { closeJob } = await import("@sfbulk/core");
    const emulator = createEmulator();
    return async ({ count }) => {
      const ids: string[] = [];
      for (let made = 0; made < Number(count); made++) ids.push((await emulator.control.addJob()).id);
      const measured = await closes(ids.length, async (index) => await closeJob(emulator, ids[index] ?? ""));
      await emulator.control.reset();
      return measured;
    };
  },
  "closeJob, a bare handler": async () => {
    const { closeJob } = await import("@sfbulk/core");
    const connection = {
      instanceUrl: "https://acme.my.salesforce.com",
      accessToken: "00D000000000001!bench",
      fetch: async (): Promise<Response> => await Promise.resolve(new Response(closedJobJson)),
    };
    return async ({ count }) => await closes(Number(count), async () => await closeJob(connection, jobId));
  },
  closeStaleJobs: async () => {
    const { closeStaleJobs } = await import("@sfbulk/core");
    return async ({ count }) => {
      const emulator = createEmulator();
      for (let made = 0; made < Number(count); made++) await emulator.control.addJob({ ageMs: 172_800_000 });
      const [began, cpu] = [performance.now(), processorTime()];
      let closed = 0;
      for await (const { outcome } of closeStaleJobs(emulator)) closed += outcome === "closed" ? 1 : 0;
      if (closed !== Number(count)) throw new Error(`${closed} jobs of ${count} were closed`);
      return { seconds: (performance.now() - began) / 1000, cpu: (processorTime() - cpu) / 1000 };
    };
  },
  "100,000 records": async () =>
    await Promise.resolve(async () => {
      const emulator = createEmulator();
      const before = heldNow();
      for (let batch = 0; batch < 10; batch++) {
        const text = `Name,Phone,BillingCity\n${many(batchRows, (index) => row(batch * batchRows + index))}`;
        await emulator.control.addJob({ batches: [text], ageMs: 60_000 });
      }
      const held = heldNow() - before;
      if ((await emulator.control.records("Account")).length !== 10 * batchRows) throw new Error("Records are missing");
      return { held };
    }),
  "what takes long": async () =>
    await Promise.resolve(async () => {
      const found: Record<string, number> = {};
      for (const [name, prepare] of Object.entries(longRequests)) {
        const emulator = createEmulator({ queueTime: 0, processTime: 0 });
        found[name] = await longestTurn(await prepare(asksOf(emulator), emulator));
      }
      return found;
    }),
};

const [emulated, handled] = ["closeJob, the emulator", "closeJob, a bare handler"];

/** What an emulator takes of those who test with it: for an answer, for many jobs, in memory, and of others' turns. */
export const kit: Measurement = {
  name: "kit",
  measure: async ({ node, quick }) => {
    const module = import.meta.url;
    const turns = async (name: string, rounds: readonly Parameters[]): Promise<Measured> =>
      (await alternate({ module, names: [name], url: "", node, execArgv: ["--expose-gc"], rounds })).get(name) ?? {};
    const closed = await alternate({
      module,
      names: [emulated, handled],
      url: "",
      node,
      rounds: [{ warmUp: 1, count: 5000 }, ...repeat(quick ? 3 : 7, { count: 2000 })],
    });
    const cpu = (name: string): readonly number[] => closed.get(name)?.["cpu"] ?? [];
    const few = await turns("closeStaleJobs", repeat(quick ? 2 : 4, { count: 1000 }));
    const swept = await turns("closeStaleJobs", [{ warmUp: 1, count: 1000 }, { count: 10_000 }]);
    const held = (await turns("100,000 records", [{}]))["held"] ?? [];
    const long = await turns("what takes long", repeat(quick ? 2 : 5, {}));
    return {
      name: "kit",
      title: "The emulator as a test kit",
      text: [
        "A close by `closeJob` in process against the emulator, and against a handler that gives the recorded reply whatever it is asked. Jobs that are swept are open and two days old; `closeStaleJobs` finds, reads and closes them, in one process with the org. Memory is that of the heap and of buffers after a collection, for records of three short fields.",
        "The longest turn is the processor's time of the thread between two turns of the event loop while a client asks for something that takes long, and so what others wait: in process, so that it is all of it, the client's own part included.",
      ],
      tables: [
        {
          columns: ["a close", "CPU, µs"],
          rows: [emulated, handled].map((name) => [name, shownSpread(spread(cpu(name)))]),
        },
        {
          columns: ["jobs swept", "seconds", "of the processor"],
          rows: [
            ["1,000", shown(spread(few["seconds"]).median), shown(spread(few["cpu"]).median)],
            ["10,000", shown(spread(swept["seconds"]).median), shown(spread(swept["cpu"]).median)],
          ],
        },
        { columns: ["held", "MB"], rows: [["100,000 records", shown(spread(held).median)]] },
        {
          columns: ["what a client asks for", "the longest turn, ms"],
          rows: Object.keys(longRequests).map((name) => [name, shownSpread(spread(long[name]))]),
        },
      ],
      plots: [],
      ratios: [
        {
          name: "kit: a close, the emulator / a bare handler",
          value: pairedRatio(cpu(emulated), cpu(handled)),
        },
        {
          name: "kit: time for each job swept, of 10,000 / of 1,000",
          value: spread(swept["cpu"]).median / (10 * spread(few["cpu"]).median),
          bar: { atMost: 1.3 },
        },
        {
          name: "kit: processor's seconds for 10,000 jobs swept",
          value: spread(swept["cpu"]).median,
          bar: { atMost: 10 },
        },
        {
          name: "kit: MB held for 100,000 records",
          value: spread(held).median,
          bar: { atMost: 150 },
        },
        ...Object.keys(longRequests).map((name) => ({
          name: `kit: the longest turn, ms, ${name}`,
          value: Math.min(...(long[name] ?? [])),
          bar: { atMost: 50 },
        })),
      ],
    };
  },
};
