import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { call, json, rest, still, xml } from "./call.ts";

test("what index.ts is made of needs no Node.js", () => {
  const source = fileURLToPath(new URL("../src/", import.meta.url));
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, "utf8");
    expect(text, file).not.toMatch(/(?<![-\w])(?:process|Buffer)\.\w|\b__dirname\b|\brequire\(/);
    for (const [, name = ""] of text.matchAll(/from "([^"]+)"/g)) {
      expect(name, file).not.toMatch(/^node:|^@hono\/node-server/);
      if (name.startsWith(".")) visit(resolve(dirname(file), name));
    }
  };
  visit(`${source}index.ts`);
  expect(seen.size).toBeGreaterThan(40);
});

const paths = [
  "",
  "/",
  "/job",
  "/job/",
  "/job//",
  "/job/7508Z0000000001",
  "/job/%00/batch",
  "/job/../../x",
  "/job/a/b/c/d/e/f/g",
  "/%E0%A4%A",
  "/jobs/ingest?queryLocator=%00",
  "?grant_type=x",
];
const bodies = [
  "",
  "\u0000",
  "{",
  "[]",
  "null",
  '"x"',
  '{"state":"Closed"}',
  '{"state":{"a":1}}',
  '{"__proto__":1,"operation":"insert","object":"__proto__"}',
  '{"operation":"insert","object":{},"contentType":[]}',
  "<",
  "<jobInfo/>",
  "<jobInfo><a><b/></a></jobInfo>",
  '<!DOCTYPE a [<!ENTITY b "c">]><jobInfo>&b;</jobInfo>',
];

test.each(["async/66.0", "async", "async/1/job", "data", "data/v66.0", "oauth2/token", "x"])(
  "whatever arrives at /services/%s is answered, and not with 500",
  async (base) => {
    const emulator = still();
    for (const path of paths) {
      for (const body of [undefined, ...bodies]) {
        for (const type of body === undefined ? [json] : [json, xml, "text/csv", "zip/csv", "multipart/form-data"]) {
          const reply = await call(emulator, `/services/${base}${path}`, {
            type,
            ...(body === undefined ? {} : { body }),
          });
          expect(reply.status, `${path} ${type} ${body ?? ""}`).toBeLessThan(500);
        }
      }
    }
  },
);

test("whatever is done to Bulk API 2.0 is answered, and not with 500", async () => {
  const emulator = still();
  const { id } = await emulator.control.addIngestJob();
  const { id: query } = await emulator.control.addQueryJob();
  const ends = ["", "/", "/batches", "/results?locator=%00&maxRecords=x", "/resultPages?locator=ICA", "/failedResults"];
  for (const path of ["ingest", `ingest/${id}`, "ingest/x", "query", `query/${query}`, "query/%00"]) {
    for (const end of ends) {
      for (const method of ["GET", "PUT", "PATCH", "DELETE", "POST", "HEAD", "OPTIONS"]) {
        for (const body of method === "GET" || method === "HEAD" ? [undefined] : [undefined, ...bodies, "--x\r\n"]) {
          for (const type of body === undefined ? [json] : [json, "text/csv", "multipart/form-data; boundary=x"]) {
            const reply = await rest(emulator, `jobs/${path}${end}`, {
              method,
              type,
              ...(body === undefined ? {} : { body }),
            });
            expect(reply.status, `${method} ${path}${end} ${type} ${body ?? ""}`).toBeLessThan(500);
          }
        }
      }
    }
  }
});

test("an object or a field named like one of JavaScript's own is none of the org's", async () => {
  const emulator = still();
  const body = '{"operation":"insert","object":"constructor","contentType":"CSV"}';
  expect((await call(emulator, "job", { type: json, body })).status).toBe(400);
  const { id } = await emulator.control.addJob({
    contentType: "JSON",
    batches: ['[{"Name":"A","__proto__":1,"toString":2}]'],
  });
  await emulator.control.advance(500);
  expect(await emulator.control.job(id)).toMatchObject({ numberRecordsProcessed: 1, numberRecordsFailed: 1 });
});

test("whatever stands in the cells of a batch, every row gets its result, in CSV and in JSON", async () => {
  const cells = [
    "a",
    "",
    "#N/A",
    "a,b",
    'a"b',
    '"',
    "a\nb",
    "a\r\nb",
    " a ",
    "ä€😀",
    "0018Z0000000001AAA",
    "<&>",
    "x".repeat(300),
  ];
  const rows = cells.flatMap((name) => cells.map((phone) => [name, phone] as const));
  const quote = (value: string): string => `"${value.replaceAll('"', '""')}"`;
  const emulator = still();
  const csv = await emulator.control.addJob({
    batches: [`Name,Phone\n${rows.map((row) => `${row.map(quote).join(",")}\n`).join("")}`],
  });
  const inJson = await emulator.control.addJob({
    contentType: "JSON",
    batches: [JSON.stringify(rows.map(([Name, Phone]) => ({ Name, Phone })))],
  });
  await emulator.control.advance(500);
  for (const { id } of [csv, inJson]) {
    expect(await emulator.control.job(id)).toMatchObject({
      numberBatchesCompleted: 1,
      numberRecordsProcessed: rows.length,
    });
  }
  const written = rows.filter(
    ([name, phone]) => name !== "" && name !== "#N/A" && name.length <= 255 && phone.length <= 40,
  );
  const names = (await emulator.control.records("Account")).map((record) => record["Name"]);
  expect(names.slice(0, written.length)).toEqual(written.map(([name]) => name));
});
