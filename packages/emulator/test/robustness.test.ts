import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openEmulator } from "@sfbulk/emulator/node";
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

test.each(["async/68.0", "async", "async/1/job", "data", "data/v68.0", "oauth2/token", "x"])(
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

describe("what is deep or long", () => {
  const deep = 100_000;

  test("a query of parentheses fails whoever asked it, now and after a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sfbulk-deep-"));
    const file = join(folder, "org.log");
    const options = { queueTime: 0, processTime: 0 };
    const soql = `SELECT Id FROM Account WHERE ${"(".repeat(40_000)}`;
    let emulator = openEmulator(file, options);
    const { id } = await emulator.control.addJob({ operation: "query" });
    expect((await call(emulator, `job/${id}/batch`, { type: "text/csv", body: soql })).status).toBe(201);
    const pk = { "Sforce-Enable-PKChunking": "chunkSize=1000" };
    const created = await call(emulator, "job", {
      type: json,
      body: '{"operation":"query","object":"Account","contentType":"CSV"}',
      headers: pk,
    });
    const { id: chunked } = JSON.parse(created.text) as { id: string };
    expect((await call(emulator, `job/${chunked}/batch`, { type: "text/csv", body: soql })).status).toBe(201);
    const body = JSON.stringify({ operation: "query", query: soql });
    expect((await rest(emulator, "jobs/query", { method: "POST", type: json, body })).status).toBe(400);
    await emulator.control.advance(500);
    for (let turn = 0; turn < 2; turn++) {
      for (const job of [id, chunked]) expect(await emulator.control.batches(job)).toMatchObject([{ state: "Failed" }]);
      expect((await rest(emulator, "limits")).status).toBe(200);
      emulator.close();
      emulator = openEmulator(file, options);
    }
    emulator.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    ["JSON", json, "[".repeat(deep)],
    ["JSON in an object", json, `{"object":${"[".repeat(deep)}${"]".repeat(deep)}}`],
    ["XML", xml, "<a>".repeat(deep)],
    ["XML that is closed", xml, `<jobInfo>${"<a>".repeat(5000)}${"</a>".repeat(5000)}</jobInfo>`],
    ["XML in a field", xml, `<jobInfo><object>${"<a>".repeat(1000)}${"</a>".repeat(1000)}</object></jobInfo>`],
  ])("%s is refused as a job and as a sign-in", async (_, type, body) => {
    const emulator = still();
    const replies = [
      await call(emulator, "job", { type, body }),
      await rest(emulator, "jobs/ingest", { type, body }),
      await call(emulator, "/services/oauth2/token", { type, body }),
    ];
    expect(replies.map(({ status }) => status)).toEqual([400, type === xml ? 415 : 400, 400]);
    expect((await call(emulator, "/services/Soap/u/60.0", { type, body })).text).toContain("faultstring");
  });

  test.each([
    ["JSON", "JSON", json, `[{"Name":${"[".repeat(deep)}${"]".repeat(deep)}}]`],
    ["XML", "XML", xml, `<sObjects><sObject>${"<a>".repeat(deep)}${"</a>".repeat(deep)}</sObject></sObjects>`],
    [
      "XML in a value",
      "XML",
      xml,
      `<sObjects><sObject><Name>${"<a>".repeat(2000)}${"</a>".repeat(2000)}</Name></sObject></sObjects>`,
    ],
  ])("%s as a batch fails that batch and nothing else", async (_, contentType, type, body) => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ contentType });
    expect((await call(emulator, `job/${id}/batch`, { type, body })).status).toBe(201);
    await emulator.control.addJob({ batches: ["Name\nGood\n"] });
    await emulator.control.advance(500);
    const job = await emulator.control.job(id);
    expect((job?.numberBatchesFailed ?? 0) + (job?.numberRecordsFailed ?? 0)).toBe(1);
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: "Good" }]);
  });

  // What every check of a value must get through: with a pattern that goes back and forth, each takes minutes.
  const n = 131_000;
  test.each([
    ["Amount__c", `${"1".repeat(n)}x`],
    ["Count__c", `${"1".repeat(n)}x`],
    ["Email__c", `a@${".".repeat(n)}@`],
    ["Email__c", "@".repeat(n)],
    ["Date__c", `2026-01-01T${"+".repeat(n)}`],
    ["DateTime__c", `2026-01-01T${"1".repeat(n)}`],
    ["Active__c", "t".repeat(n)],
    ["Account__c", "0".repeat(n)],
  ])("a value of %s that is no value", async (field, value) => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ object: "Custom__c", batches: [`${field}\n${value}\n`] });
    await emulator.control.advance(500);
    expect(await emulator.control.job(id)).toMatchObject({ numberRecordsFailed: 1, numberRecordsProcessed: 1 });
  });

  test.each([
    ["(a+)+b", false],
    ["(a|a)*b", false],
    ["a?a?a?b", false],
    ["(x+|a)(x+|b)", false],
    ["(a*)\\\\1", false],
    ["yes|y.*|1", true],
    ["[yY](?:es)?", true],
  ])("the hint %s of a mapping spec: understood %s", async (hint, isUnderstood) => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ object: "Custom__c" });
    const spec = `Salesforce Field,Csv Header,Value,Hint\nActive__c,A,,${hint}\n`;
    expect((await call(emulator, `job/${id}/spec`, { type: "text/csv", body: spec })).status).toBe(201);
    const cells = [`${"a".repeat(60)}!`, "yes", "ab", "aab"];
    await call(emulator, `job/${id}/batch`, { type: "text/csv", body: `A\n${cells.join("\n")}\n` });
    await emulator.control.advance(500);
    const values = (await emulator.control.records("Custom__c")).map((record) => record["Active__c"]);
    expect(values).toHaveLength(4);
    expect(values.includes(true)).toBe(isUnderstood);
  });

  test("names with many spaces are split in no time", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ object: "Contact" });
    const spec = "Salesforce Field,Csv Header,Value,Hint\nName,N,,\n";
    await call(emulator, `job/${id}/spec`, { type: "text/csv", body: spec });
    const cells = ["Cat, Tom", "Jerry Mouse", " Ann  Mary   Smith ", "Alone", `x${" ".repeat(n)}y`];
    await call(emulator, `job/${id}/batch`, { type: "text/csv", body: `N\n"${cells.join('"\n"')}"\n` });
    await emulator.control.advance(500);
    expect((await emulator.control.records("Contact")).map(({ FirstName, LastName }) => [FirstName, LastName])).toEqual(
      [
        ["Tom", "Cat"],
        ["Jerry", "Mouse"],
        ["Ann  Mary", "Smith"],
        [undefined, "Alone"],
        ["x", "y"],
      ],
    );
  });
});
