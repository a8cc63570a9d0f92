import { type ConnectionOverrides, nodeAdapter, settleClose } from "@sfbulk/node";
import { connectControl, type Fault } from "@sfbulk/emulator";
import { startEmulator } from "./start-emulator.ts";

// 50,000 closes over real sockets at concurrency 64, a tenth of them under faults of mixed kinds. All must be settled,
// memory must stay flat, no rejection may go unhandled, no socket may be left. Exits 1 where that is not so.
const total = Number(process.argv[2] ?? 50_000);
const concurrency = 64;
const round = 1000;
const attemptTimeout = 1000;

const faults: readonly Fault[] = [
  { kind: "answer-lost" },
  { kind: "request-lost" },
  { kind: "body-dropped" },
  { kind: "gzip-cut" },
  { kind: "json-cut" },
  { kind: "empty-body" },
  { kind: "xml-reply" },
  { kind: "closed-by-other" },
  { kind: "session-expired" },
  { kind: "never-answers", applied: true },
  { kind: "status", status: 503, applied: true },
  { kind: "status", status: 503, applied: false },
  { kind: "status", status: 429, applied: false },
  { kind: "status", status: 420, applied: false },
];

let unhandled = 0;
process.on("unhandledRejection", () => unhandled++);

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const emulator = await startEmulator();
const adapter = nodeAdapter({ connections: concurrency, proxy: false });
// The same pool for both: a thousand sockets at once would use up the machine's ports.
const control = connectControl(emulator.url, async (url, { body }) => {
  const bytes = new TextEncoder().encode(typeof body === "string" ? body : "");
  const headers = { "content-type": "application/json" };
  return await adapter(url, {
    method: "POST",
    headers,
    body: bytes,
    redirect: "manual",
    signal: AbortSignal.timeout(60_000),
  });
});
let token = emulator.accessToken;
const overrides: ConnectionOverrides = { fetch: adapter, attemptTimeout, retry: { baseDelay: 5, maxDelay: 50 } };
const connection = {
  instanceUrl: emulator.url,
  accessToken: async (rejected?: string) => (rejected === undefined ? token : (token = await control.issueToken({}))),
  ...overrides,
};

const outcomes = new Map<string, number>();
const count = (key: string): Map<string, number> => outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
const heaps: number[] = [];
let wrong = 0;
const began = performance.now();
// Rounds, one after the other: between them the memory is measured and the org's truth is compared.
for (let done = 0; done < total; done += round) {
  await control.reset();
  token = await control.issueToken({});
  const jobs = await Promise.all(Array.from({ length: round }, async () => await control.addJob({})));
  const armed = jobs.filter((_, index) => index % 10 === 0);
  await Promise.all(
    armed.map(async ({ id }, index) => {
      const fault = faults[(done / 10 + index) % faults.length] as Fault;
      await control.fail({ ...fault, on: { operation: "close", jobId: id } });
    }),
  );
  const queue = jobs.values();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (const { id } of queue) {
        try {
          const { outcome, verifiedBy } = await settleClose(connection, id);
          count(`${outcome}, verified by ${verifiedBy}`);
        } catch (error) {
          count(
            `error: ${error instanceof Error ? `${error.name}: ${error.message.replace(/750\w+/, "…")}` : String(error)}`,
          );
        }
      }
    }),
  );
  wrong += (await control.jobs()).filter(({ state }) => state !== "Closed").length;
  globalThis.gc?.();
  heaps.push(process.memoryUsage().heapUsed / 1e6);
}
const seconds = (performance.now() - began) / 1000;
await adapter.close();
await emulator.stop();
await new Promise((resolve) => setTimeout(resolve, 100));
const sockets = process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP")).length;

say(`${total} closes in ${seconds.toFixed(1)} s, ${concurrency} at a time, a tenth under faults`);
for (const [key, number] of [...outcomes].toSorted(([, one], [, other]) => other - one))
  say(`  ${String(number).padStart(6)}  ${key}`);
const half = Math.floor(heaps.length / 2);
const [early, late] = [median(heaps.slice(1, half + 1)), median(heaps.slice(half))];
say(`  heap after each ${round}: ${early.toFixed(1)} MB in the first half, ${late.toFixed(1)} MB in the second`);
say(`  not closed in the org: ${wrong}, unhandled rejections: ${unhandled}, sockets left: ${sockets}`);
const settled = [...outcomes].every(([key]) => !key.startsWith("error"));
process.exitCode = settled && wrong === 0 && unhandled === 0 && sockets === 0 && late < early * 1.2 + 2 ? 0 : 1;

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
