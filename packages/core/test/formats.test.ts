import { batchInfoSchema, type JobInfo, jobInfoSchema, type RowResult } from "@sfbulk/core";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { readBody } from "../src/replies/read-body.ts";
import { readFault } from "../src/replies/read-fault.ts";
import { listBatchesRequest } from "../src/requests/batch-requests.ts";
import { readJobRequest } from "../src/requests/job-requests.ts";
import { readRowResults as readRowList } from "../src/replies/read-row-results.ts";
import { normaliseDateTime } from "../src/protocol/date-time.ts";
import { readCsv } from "../src/rows/read-csv.ts";
import { readJson } from "../src/rows/read-json.ts";
import { Unreadable } from "../src/rows/unreadable.ts";
import { readErrorCell } from "../src/protocol/row-error-cell.ts";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const body = async (text: string): ReturnType<typeof readBody> => await readBody(bytes(text), 1e6);
const noHeaders = (): Headers => new Headers();
type Body = Awaited<ReturnType<typeof body>>;
const readJob = (reply: Body) => readJobRequest("750Kf00000R1wzRIAR").read(reply, noHeaders);
const batchListReader = (jobId: string) => (reply: Body) => listBatchesRequest(jobId).read(reply, noHeaders);
const namespace = '\n   xmlns="http://www.force.com/2009/06/asyncapi/dataload"';

// The layout of a recorded reply.
const jobXml = `<?xml version="1.0" encoding="UTF-8"?><jobInfo${namespace}>
 <id>750Kf00000R1wzRIAR</id>
 <operation>update</operation>
 <object>Account</object>
 <createdById>0056g000004tCpaAAE</createdById>
 <createdDate>2026-02-12T15:43:48.000Z</createdDate>
 <systemModstamp>2026-02-12T15:43:48.000Z</systemModstamp>
 <state>Open</state>
 <concurrencyMode>Parallel</concurrencyMode>
 <contentType>CSV</contentType>
 <numberBatchesQueued>0</numberBatchesQueued>
 <numberBatchesInProgress>0</numberBatchesInProgress>
 <numberBatchesCompleted>0</numberBatchesCompleted>
 <numberBatchesFailed>0</numberBatchesFailed>
 <numberBatchesTotal>12</numberBatchesTotal>
 <numberRecordsProcessed>0</numberRecordsProcessed>
 <numberRetries>0</numberRetries>
 <apiVersion>65.0</apiVersion>
 <numberRecordsFailed>0</numberRecordsFailed>
 <totalProcessingTime>0</totalProcessingTime>
 <apiActiveProcessingTime>0</apiActiveProcessingTime>
 <apexProcessingTime>0</apexProcessingTime>
</jobInfo>`;

const readRowResults = async (reply: Body): Promise<RowResult[]> => [...(await readRowList(reply))];

describe("a job", () => {
  const job: JobInfo = {
    id: "750Kf00000R1wzRIAR",
    operation: "update",
    object: "Account",
    createdById: "0056g000004tCpaAAE",
    createdDate: "2026-02-12T15:43:48.000Z",
    systemModstamp: "2026-02-12T15:43:48.000Z",
    state: "Open",
    externalIdFieldName: null,
    concurrencyMode: "Parallel",
    contentType: "CSV",
    numberBatchesQueued: 0,
    numberBatchesInProgress: 0,
    numberBatchesCompleted: 0,
    numberBatchesFailed: 0,
    numberBatchesTotal: 12,
    numberRecordsProcessed: 0,
    numberRecordsFailed: 0,
    numberRetries: 0,
    apiVersion: 65,
    assignmentRuleId: null,
    totalProcessingTime: 0,
    apiActiveProcessingTime: 0,
    apexProcessingTime: 0,
  };
  test("is the same from XML", async () => expect(readJob(await body(jobXml))).toEqual(job));
  test("and from JSON", async () => {
    const json = {
      ...job,
      createdDate: "2026-02-12T15:43:48.000+0000",
      apiVersion: 65.0,
      systemModstamp: "2026-02-12T15:43:48.000+0000",
    };
    expect(readJob(await body(JSON.stringify(json)))).toEqual(job);
  });
  test.each([
    ["id", "751Kf000018uaV7IAI"],
    ["id", null],
    ["state", ""],
    ["state", 7],
    ["createdDate", "yesterday"],
    ["numberBatchesTotal", "many"],
    ["numberBatchesTotal", "1e3"],
    ["fastPathEnabled", "maybe"],
  ])("with %s %j is refused", async (field, value) => {
    expect(v.safeParse(jobInfoSchema, { ...job, [field]: value }).success).toBe(false);
  });
  test("named __proto__ pollutes nothing", async () => {
    const parsed = readJob(await body(`${JSON.stringify(job).slice(0, -1)},"__proto__":{"polluted":true}}`));
    expect(parsed).not.toHaveProperty("polluted");
    expect({}).not.toHaveProperty("polluted");
    expect(
      readJob(await body(jobXml.replace("<id>", "<__proto__><polluted>1</polluted></__proto__><id>"))),
    ).not.toHaveProperty("polluted");
  });
});

describe("a list of batches", () => {
  const element = `<batchInfo><id>751Kf000018uaV7IAI</id><jobId>750Kf00000R1wzRIAR</jobId><state>Not Processed</state><stateMessage>InvalidBatch : Field name not found : Name</stateMessage><createdDate>2026-02-12T15:44:04.000Z</createdDate><systemModstamp>2026-02-12T15:44:04.000Z</systemModstamp></batchInfo>`;
  const read = batchListReader("750Kf00000R1wzRIAR");
  const list = (inner: string): string => `<?xml version="1.0" encoding="UTF-8"?><batchInfoList${namespace}${inner}`;
  test("of none, one and two", async () => {
    expect(read(await body(list(" />")))).toEqual([]);
    expect(read(await body(list(`>${element}</batchInfoList>`)))).toMatchObject([
      {
        id: "751Kf000018uaV7IAI",
        state: "NotProcessed",
        stateMessage: "InvalidBatch : Field name not found : Name",
        numberRecordsFailed: 0,
      },
    ]);
    expect(read(await body(list(`>${element}${element}</batchInfoList>`)))).toHaveLength(2);
    expect(read(await body('{"batchInfo":[]}'))).toEqual([]);
  });
  test("of another job is refused", async () => {
    const reply = await body(list(`>${element}</batchInfoList>`));
    expect(() => batchListReader("7509H0000016GUXQA2")(reply)).toThrow(/another job/);
  });
  test("a batch of a JSON job reads alike", async () => {
    const json = {
      apexProcessingTime: 0,
      apiActiveProcessingTime: 0,
      createdDate: "2024-11-21T08:31:31.000+0000",
      id: "7519H000001XiCzQAK",
      jobId: "7509H0000016GUXQA2",
      numberRecordsFailed: 0,
      numberRecordsProcessed: 0,
      state: "Queued",
      stateMessage: null,
      systemModstamp: "2024-11-21T08:31:31.000+0000",
      totalProcessingTime: 0,
    };
    expect(v.parse(batchInfoSchema, json)).toEqual({
      ...json,
      createdDate: "2024-11-21T08:31:31.000Z",
      systemModstamp: "2024-11-21T08:31:31.000Z",
    });
  });
});

describe("row results", () => {
  const rows = [
    { id: "003x0000004ouM4AAI", success: true, created: true, errors: [] },
    {
      id: null,
      success: false,
      created: false,
      errors: [
        {
          statusCode: "REQUIRED_FIELD_MISSING",
          message: "Required fields are missing: [LastName]",
          fields: ["LastName"],
        },
      ],
    },
  ];
  test("are the same from CSV", async () => {
    expect(
      await readRowResults(
        await body(
          '"Id","Success","Created","Error"\n"003x0000004ouM4AAI","true","true",""\n"","false","false","REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --"\n',
        ),
      ),
    ).toEqual(rows);
  });
  test("from JSON", async () => expect(await readRowResults(await body(JSON.stringify(rows)))).toEqual(rows));
  test("and from XML", async () => {
    expect(
      await readRowResults(
        await body(
          `<?xml version="1.0"?><results${namespace}><result><id>003x0000004ouM4AAI</id><success>true</success><created>true</created></result><result><errors><fields>LastName</fields><message>Required fields are missing: [LastName]</message><statusCode>REQUIRED_FIELD_MISSING</statusCode></errors><success>false</success><created>false</created></result></results>`,
        ),
      ),
    ).toEqual(rows);
  });
  test.each([
    '"Id","Success","Created","Error"\n"003x0000004ouM4AAI","true","true',
    '"Id","Success","Created","Error"\n"","false","false","X:broken\n',
    '"Id","Success","Created","Error"\n"003x0000004ouM4AAI","true","true",""',
    '"Id","Succ',
    '"Id","Success","Created","Error"',
  ])("cut off: %j", async (text) => await expect(body(text).then(readRowResults)).rejects.toThrow("breaks off"));
  test.each(['"Id"\n"x"\n', "Records not found\n"])("no list of results: %j", async (text) => {
    await expect(body(text).then(readRowResults)).rejects.toThrow("its first line is not");
  });
  test("a row that says neither true nor false is refused", async () => {
    await expect(body('"Id","Success","Created","Error"\n"","","false",""\n').then(readRowResults)).rejects.toThrow(
      "row 1 cannot be read",
    );
  });
  test("a batch without rows has no results", async () => {
    expect(await readRowResults(await body('"Id","Success","Created","Error"\n'))).toEqual([]);
    expect(await readRowResults(await body(`<results${namespace}/>`))).toEqual([]);
  });
});

test.each([
  ["", []],
  [
    "REQUIRED_FIELD_MISSING:Required fields are missing: [A, B]:A,B --",
    [{ statusCode: "REQUIRED_FIELD_MISSING", message: "Required fields are missing: [A, B]", fields: ["A", "B"] }],
  ],
  [
    "DUPLICATE_VALUE:duplicate value found: X:--",
    [{ statusCode: "DUPLICATE_VALUE", message: "duplicate value found: X", fields: [] }],
  ],
  [
    "A_B:one:F --C_D:two:G --",
    [
      { statusCode: "A_B", message: "one", fields: ["F"] },
      { statusCode: "C_D", message: "two", fields: ["G"] },
    ],
  ],
  [
    "A_B:one:F -- C_D:two:-- E_F:three:A.B,C__c --",
    [
      { statusCode: "A_B", message: "one", fields: ["F"] },
      { statusCode: "C_D", message: "two", fields: [] },
      { statusCode: "E_F", message: "three", fields: ["A.B", "C__c"] },
    ],
  ],
  ["just words", [{ statusCode: "", message: "just words", fields: [] }]],
  ["words -- with A_B: dashes --", [{ statusCode: "", message: "words -- with A_B: dashes", fields: [] }]],
  ["A_B:no end", [{ statusCode: "A_B", message: "no end", fields: [] }]],
  ["A_B:no field list --", [{ statusCode: "A_B", message: "no field list", fields: [] }]],
  ["A_B:a colon: and words --", [{ statusCode: "A_B", message: "a colon: and words", fields: [] }]],
  [
    "A_B:a message -- with dashes:Name --",
    [{ statusCode: "A_B", message: "a message -- with dashes", fields: ["Name"] }],
  ],
  ["A_B:stop -- NOTE: no:Name --", [{ statusCode: "A_B", message: "stop -- NOTE: no", fields: ["Name"] }]],
  [
    "A_B:see this text -- NOT_YET:ok:Name --",
    [{ statusCode: "A_B", message: "see this text -- NOT_YET:ok", fields: ["Name"] }],
  ],
  ["A_B:two\n-- lines --\n:Name --", [{ statusCode: "A_B", message: "two\n-- lines --\n", fields: ["Name"] }]],
  ["A_B:---:Name --", [{ statusCode: "A_B", message: "---", fields: ["Name"] }]],
])("the error cell %j", async (cell, errors) => expect(readErrorCell(cell)).toEqual(errors));

test("reading is linear: what takes a moment in small takes no more by its length", () => {
  const long = 200_000;
  const cells = [
    `A_B:${"x -- ".repeat(long / 5)}`,
    `A_B:m:${" ".repeat(long)}`,
    `A_B:${":".repeat(long)}`,
    "-".repeat(long),
    `A_B:m:${"A,".repeat(long / 2)} --`,
    `A_B:m:${"A ".repeat(long / 2)}`,
    "A_B:m:-- ".repeat(long / 9),
    `--${"A".repeat(long)}`,
  ];
  const texts = [
    `["${"\\\\".repeat(long)}",12345678901234567]`,
    `["${'\\"'.repeat(long)}",12345678901234567]`,
    `[${"1".repeat(long)}]`,
    `[0.${"0".repeat(long)}1]`,
    `[${"12345678901234567,".repeat(long / 18)}1]`,
    `[${" ".repeat(long)}12345678901234567]`,
  ];
  const csv = [`${"\n".repeat(long)}a`, `"${"\n".repeat(long)}`, "a\r".repeat(long), '""'.repeat(long)];
  // Quadratic, each would take a minute; linear, all of them take less than a second. The limit of the test is the judge.
  for (const cell of cells) expect(readErrorCell(cell).length).toBeGreaterThan(0);
  for (const text of texts) expect(readJson(text)).toHaveLength((JSON.parse(text) as unknown[]).length);
  for (const text of csv) {
    try {
      readCsv(text);
    } catch (error) {
      expect(error).toBeInstanceOf(Unreadable);
    }
  }
});

test("JSON is read as JSON.parse does, but for what that would change", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(4), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const whole = /[^"\w]-?\d{16}/.test(text) || /^-?\d{16}/.test(text);
      if (!whole) expect(readJson(text)).toEqual(JSON.parse(text));
    }),
    seeded(2000),
  );
});

describe("faults", () => {
  const same = { exceptionCode: "InvalidSessionId", exceptionMessage: "Invalid session id" };
  test.each([
    ['{"exceptionCode":"InvalidSessionId","exceptionMessage":"Invalid session id"}', same],
    [
      `<?xml version="1.0" encoding="UTF-8"?><error${namespace}>\n <exceptionCode>InvalidSessionId</exceptionCode>\n <exceptionMessage>Invalid session id</exceptionMessage>\n</error>`,
      same,
    ],
    ['[{"errorCode":"InvalidSessionId","message":"Invalid session id"}]', same],
    ["Bad_OAuth_Token", { exceptionCode: "Bad_OAuth_Token", exceptionMessage: "" }],
    ["<html><body>no</body></html>", undefined],
    ['{"error":"x"}', undefined],
    ["[]", undefined],
  ])("%s", async (text, expected) => expect(readFault(await body(text))).toEqual(expected));
});

describe("bodies", () => {
  test.each(["<!DOCTYPE html><title>Hi</title>", "\uFEFF  <HTML>"])("%j is a page", async (text) => {
    expect(await body(text)).toMatchObject({ kind: "page" });
  });
  test("the page's title is shown without what looks like a token", async () => {
    expect(await body("<html><title>No 00D9H000000abcd!AQEAQExample</title>")).toEqual({
      kind: "page",
      title: 'the page "No [session]"',
    });
  });
  test.each([" ", ""])("%j is empty", async (text) => expect(await body(text)).toEqual({ kind: "empty" }));
  test("entities are not expanded", async () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><jobInfo><id>&b;</id></jobInfo>';
    expect(await body(bomb)).toMatchObject({ kind: "damaged" });
  });
  test.each([
    ["JSON", `${"[".repeat(200_000)}${"]".repeat(200_000)}`],
    ["XML", `${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`],
    ["XML of 40 levels", `${"<a>".repeat(40)}${"</a>".repeat(40)}`],
  ])("deep %s is refused or harmless", async (_, text) => {
    expect(["damaged", "json"]).toContain((await body(text)).kind);
  });
});

test.each([
  ["2015-12-15T20:45:25.000+0000", "2015-12-15T20:45:25.000Z"],
  ["2026-02-12T15:43:48.000Z", "2026-02-12T15:43:48.000Z"],
  ["2026-02-12T15:43:48Z", "2026-02-12T15:43:48.000Z"],
  ["2026-02-12T15:43:48.000+05:30", "2026-02-12T10:13:48.000Z"],
  ["2026-13-12T15:43:48.000Z", undefined],
  ["2026-02-12", undefined],
])("the time %s is %s", async (given, normal) => expect(normaliseDateTime(given)).toBe(normal));

test("whatever the time: what is read without a calendar is what a calendar says", () => {
  const digits = (max: number, width: number): fc.Arbitrary<string> =>
    fc.integer({ min: 0, max }).map((number) => String(number).padStart(width, "0"));
  const parts = fc.tuple(digits(9999, 4), digits(13, 2), digits(32, 2), digits(25, 2), digits(61, 2), digits(61, 2));
  const property = fc.property(
    parts,
    digits(999, 3),
    fc.constantFrom("Z", "+0000", "+00000", "-0000", ""),
    ([year, month, day, hour, minute, second], milliseconds, zone) => {
      const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}`;
      const time = /^(?:Z|[+-]0000)$/.test(zone) ? Date.parse(`${text}Z`) : Number.NaN;
      expect(normaliseDateTime(text + zone)).toBe(Number.isNaN(time) ? undefined : new Date(time).toISOString());
    },
  );
  fc.assert(property, seeded(3000));
});
