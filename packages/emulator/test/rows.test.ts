import { describe, expect, test } from "vitest";
import type { Emulator, JobSeed } from "@sfbulk/emulator";
import { addCsv, call, change, idIn, json, parsed, still, xml } from "./call.ts";

const start = '<?xml version="1.0" encoding="UTF-8"?>';
const namespace = 'xmlns="http://www.force.com/2009/06/asyncapi/dataload"';
const typeOf: Readonly<Record<string, string>> = { CSV: "text/csv", JSON: json, XML: xml };

/** Processes one batch of a new job and gives the text of its results. */
async function load(emulator: Emulator, seed: JobSeed, body: string): Promise<string> {
  const { id, contentType } = await emulator.control.addJob(seed);
  const batch = idIn(await call(emulator, `job/${id}/batch`, { type: typeOf[contentType] ?? "", body }));
  await emulator.control.advance(500);
  return (await call(emulator, `job/${id}/batch/${batch}/result`)).text;
}

describe("results", () => {
  test("in CSV: every value in quotes, a line feed after every row (F-090, F-091, F-092)", async () => {
    const emulator = still();
    const text = await load(emulator, { object: "Contact" }, 'LastName,FirstName\nSmith,Ann\n,"Bob ""B"""\n');
    const [record] = await emulator.control.records("Contact");
    expect(text).toBe(
      `"Id","Success","Created","Error"\n"${String(record?.["Id"])}","true","true",""\n"","false","false","REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --"\n`,
    );
  });

  test("in JSON (F-093)", async () => {
    const emulator = still();
    const text = await load(
      emulator,
      { object: "Contact", contentType: "JSON" },
      '[{"LastName":"Smith"},{"Title":"x"}]',
    );
    const [record] = await emulator.control.records("Contact");
    expect(text).toBe(
      `[{"success":true,"created":true,"id":"${String(record?.["Id"])}","errors":[]},{"success":false,"created":false,"id":null,"errors":[{"statusCode":"REQUIRED_FIELD_MISSING","message":"Required fields are missing: [LastName]","fields":["LastName"]}]}]`,
    );
  });

  test("in XML (F-094, F-097)", async () => {
    const emulator = still();
    const body = `${start}<sObjects ${namespace} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><sObject><Name>Xytrex &amp; Co</Name><Phone xsi:nil="true"/></sObject><sObject><Phone>1</Phone></sObject></sObjects>`;
    const text = await load(emulator, { contentType: "XML" }, body);
    const [record] = await emulator.control.records("Account");
    expect(record).toEqual({ Id: expect.any(String) as string, Name: "Xytrex & Co", Phone: null });
    expect(text).toBe(
      `${start}\n<results ${namespace}>\n <result><id>${String(record?.["Id"])}</id><success>true</success><created>true</created></result>\n <result><errors><fields>Name</fields><message>Required fields are missing: [Name]</message><statusCode>REQUIRED_FIELD_MISSING</statusCode></errors><success>false</success><created>false</created></result>\n</results>`,
    );
  });

  test("a row without fields to blame has a bare end in CSV (F-092)", async () => {
    const text = await load(still(), { operation: "delete" }, "Id\n0018Z00000NoSuc\n");
    expect(text).toContain('"INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--"');
  });

  test("the counts include rows that failed (F-095)", async () => {
    const emulator = still();
    await load(emulator, {}, "Name,Phone\nA,1\n,2\n,3\n");
    expect((await emulator.control.jobs())[0]).toMatchObject({ numberRecordsProcessed: 3, numberRecordsFailed: 2 });
  });
});

describe("checks of a value", () => {
  test.each([
    ["too long", "Account", `Name,Phone\nA,${"1".repeat(41)}`, "STRING_TOO_LONG"],
    ["as long as may be", "Account", `Name,Phone\nA,${"1".repeat(40)}`, undefined],
    ["no e-mail address", "Contact", "LastName,Email\nA,nobody", "INVALID_EMAIL_ADDRESS"],
    ["an e-mail address", "Contact", "LastName,Email\nA,a@b.example", undefined],
    ["no number", "Account", "Name,AnnualRevenue\nA,much", "INVALID_TYPE_ON_FIELD_IN_RECORD"],
    ["a number", "Account", "Name,AnnualRevenue\nA,-1.5e3", undefined],
    ["no whole number", "Account", "Name,NumberOfEmployees\nA,1.5", "INVALID_TYPE_ON_FIELD_IN_RECORD"],
    ["no boolean", "Contact", "LastName,DoNotCall\nA,maybe", "INVALID_TYPE_ON_FIELD_IN_RECORD"],
    ["a boolean", "Contact", "LastName,DoNotCall\nA,TRUE", undefined],
    ["no date", "Contact", "LastName,Birthdate\nA,2026-13-40", "INVALID_TYPE_ON_FIELD_IN_RECORD"],
    ["a date", "Contact", "LastName,Birthdate\nA,2026-01-31", undefined],
    ["no file", "Attachment", "Name,ParentId,Body\nA,0018Z0000000001AAA,#x", "INVALID_TYPE_ON_FIELD_IN_RECORD"],
    ["no id", "Contact", "LastName,AccountId\nA,x", "MALFORMED_ID"],
    ["an Id on insert", "Account", "Id,Name\n0018Z0000000001AAA,A", "INVALID_FIELD_FOR_INSERT_UPDATE"],
    ["two required fields missing", "Lead", "Title\nA", "REQUIRED_FIELD_MISSING"],
    ["a related record", "Contact", "LastName,Account.Ext__c\nA,x", undefined],
  ])("%s", async (_, object, csv, code) => {
    const text = await load(still(), { object }, `${csv}\n`);
    if (code === undefined) expect(text).toContain('"true","true",""');
    else expect(text).toContain(`"","false","false","${code}:`);
  });

  test("the names of objects and fields are taken in any case and kept in theirs", async () => {
    const emulator = still();
    await load(emulator, { object: "account" }, "nAmE\nAcme\n");
    expect(await emulator.control.records("ACCOUNT")).toMatchObject([{ Name: "Acme" }]);
  });

  test("an unknown field fails the row in JSON and the batch in CSV", async () => {
    const emulator = still();
    const text = await load(emulator, { contentType: "JSON" }, '[{"Name":"A","Nonsense":1},{"Name":"B"}]');
    expect(JSON.parse(text)).toMatchObject([
      { success: false, errors: [{ statusCode: "INVALID_FIELD", fields: ["Nonsense"] }] },
      { success: true },
    ]);
    const { id } = await emulator.control.addJob({ batches: ["Nonsense\n1\n"] });
    await emulator.control.advance(500);
    expect(await emulator.control.batches(id)).toMatchObject([
      { state: "Failed", stateMessage: "InvalidBatch : Field name not found : Nonsense", numberRecordsProcessed: 0 },
    ]);
  });
});

describe("operations", () => {
  test("an empty cell leaves a field alone, #N/A and null empty it (F-097)", async () => {
    const emulator = still();
    await load(emulator, {}, "Name,Phone,Website\nAcme,1,w\n");
    const [{ Id }] = (await emulator.control.records("Account")) as [Record<string, unknown>];
    await load(emulator, { operation: "update" }, `Id,Phone,Website\n${String(Id)},#N/A,\n`);
    expect(await emulator.control.records("Account")).toEqual([{ Id, Name: "Acme", Phone: null, Website: "w" }]);
    await load(emulator, { operation: "update", contentType: "JSON" }, JSON.stringify([{ Id, Website: null }]));
    expect(await emulator.control.records("Account")).toMatchObject([{ Website: null }]);
    const text = await load(emulator, { operation: "update" }, `Id,Name\n${String(Id)},#N/A\n`);
    expect(text).toContain("REQUIRED_FIELD_MISSING");
  });

  test("upsert by an external id: one new, one known", async () => {
    const emulator = still();
    const seed = { operation: "upsert", externalIdFieldName: "Ext__c" };
    expect(await load(emulator, seed, "Name,Ext__c\nA,1\n")).toContain('"true","true"');
    const text = await load(emulator, seed, "Name,Ext__c\nB,1\nC,2\nD,\n");
    expect(text).toMatch(/"true","false",""\n"a?\w+","true","true",""\n"","false","false","MISSING_ARGUMENT/);
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: "B" }, { Name: "C" }]);
    expect(await load(emulator, {}, "Name,Ext__c\nE,2\n")).toContain("DUPLICATE_VALUE");
    expect(await load(emulator, { ...seed, externalIdFieldName: "Phone" }, "Name,Phone\nE,2\n")).toContain(
      "INVALID_FIELD",
    );
  });

  test("upsert by Id", async () => {
    const emulator = still();
    const seed = { operation: "upsert", externalIdFieldName: "Id" };
    expect(await load(emulator, seed, "Id,Name\n,A\n")).toContain('"true","true"');
    const [{ Id }] = (await emulator.control.records("Account")) as [Record<string, unknown>];
    expect(await load(emulator, seed, `Id,Name\n${String(Id)},B\n`)).toContain('"true","false"');
  });

  test("delete, and once more; a deleted record frees its external id", async () => {
    const emulator = still();
    await load(emulator, {}, "Name,Ext__c\nA,1\n");
    const [{ Id }] = (await emulator.control.records("Account")) as [Record<string, unknown>];
    const csv = `Id\n${String(Id)}\n`;
    expect(await load(emulator, { operation: "delete" }, csv)).toContain(`"${String(Id)}","true","false"`);
    expect(await load(emulator, { operation: "delete" }, csv)).toContain("ENTITY_IS_DELETED");
    expect(await load(emulator, { operation: "hardDelete" }, "Id\nx\n")).toContain("MALFORMED_ID");
    expect(await load(emulator, { operation: "update" }, "Name\nB\n")).toContain("MISSING_ARGUMENT:Id not specified");
    expect(await load(emulator, {}, "Name,Ext__c\nB,1\n")).toContain('"true","true"');
  });
});

describe("batches over time", () => {
  test("Queued, InProgress, Completed by the clock alone (F-072)", async () => {
    const emulator = still({ queueTime: 100, processTime: 50 });
    const { id } = await emulator.control.addJob();
    await addCsv(emulator, id, "Name\nAcme\n");
    const state = async (): Promise<unknown> => (await emulator.control.batches(id))[0]?.state;
    expect(await state()).toBe("Queued");
    await emulator.control.advance(99);
    expect(await state()).toBe("Queued");
    await emulator.control.advance(1);
    expect(await state()).toBe("InProgress");
    expect(await emulator.control.job(id)).toMatchObject({ numberBatchesInProgress: 1, numberRecordsProcessed: 0 });
    await emulator.control.advance(50);
    expect(await state()).toBe("Completed");
    expect((await emulator.control.batches(id))[0]).toMatchObject({
      systemModstamp: "2026-02-12T12:00:00.150Z",
      totalProcessingTime: 50,
    });
  });

  test("side by side in a parallel job, one after another in a serial one (F-083)", async () => {
    for (const [concurrencyMode, expected] of [
      ["Parallel", ["Completed", "Completed"]],
      ["Serial", ["Completed", "InProgress"]],
    ] as const) {
      const emulator = still();
      const { id } = await emulator.control.addJob({ concurrencyMode });
      await addCsv(emulator, id, "Name\nA\n");
      await addCsv(emulator, id, "Name\nB\n");
      await emulator.control.advance(500);
      expect((await emulator.control.batches(id)).map((batch) => batch.state)).toEqual(expected);
    }
  });

  test("aborting lets a batch in progress run to its end (F-067)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    await addCsv(emulator, id, "Name\nA\n");
    await emulator.control.advance(200);
    await addCsv(emulator, id, "Name\nB\n");
    await change(emulator, id, "Aborted");
    await emulator.control.advance(1000);
    expect((await emulator.control.batches(id)).map((batch) => batch.state)).toEqual(["Completed", "NotProcessed"]);
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: "A" }]);
  });

  test("what cannot be read fails when it is processed, with a reason", async () => {
    const emulator = still();
    const csv = await emulator.control.addJob({ batches: ["Name\n", 'Name\n"A\n', "Name\nA,B\n"] });
    const inJson = await emulator.control.addJob({ contentType: "JSON", batches: ["{}", "[", "[]"] });
    const inXml = await emulator.control.addJob({ contentType: "XML", batches: ["<a/>", "<sObjects>"] });
    await emulator.control.advance(500);
    for (const { id } of [csv, inJson, inXml]) {
      for (const batch of await emulator.control.batches(id)) {
        expect(batch.state).toBe("Failed");
        expect(batch.stateMessage).toMatch(/^InvalidBatch : \w/);
      }
    }
    expect((await emulator.control.batches(csv.id))[0]?.stateMessage).toBe("InvalidBatch : Records not found");
  });
});

describe("queries", () => {
  const query = async (emulator: Emulator, seed: JobSeed, soql: string): Promise<{ list: string; data: string }> => {
    const { id, contentType } = await emulator.control.addJob({ operation: "query", ...seed });
    const batch = idIn(await call(emulator, `job/${id}/batch`, { type: typeOf[contentType] ?? "", body: soql }));
    await emulator.control.advance(500);
    const { text: list } = await call(emulator, `job/${id}/batch/${batch}/result`);
    const result = /752\w{12}/.exec(list)?.[0] ?? "none";
    const { text: data } = await call(emulator, `job/${id}/batch/${batch}/result/${result}?format=json`);
    return { list, data };
  };

  const loaded = async (): Promise<Emulator> => {
    const emulator = still();
    await load(emulator, {}, 'Name,AnnualRevenue\n"A ""q""",1.5\nB,\n');
    return emulator;
  };

  test("in CSV (F-098, F-099, F-100)", async () => {
    const { list, data } = await query(await loaded(), {}, "select name, AnnualRevenue from Account limit 5");
    expect(list).toMatch(/^<result-list xmlns="[^"]+"><result>752\w{12}<\/result><\/result-list>$/);
    expect(data).toBe('"Name","AnnualRevenue"\n"A ""q""","1.5"\n"B",""\n');
  });

  test("in JSON: a list of ids of 15 characters, records with attributes, times in milliseconds (F-079, F-098, F-101)", async () => {
    const emulator = await loaded();
    const soql = "SELECT Id, CreatedDate FROM Account WHERE Name = 'b'";
    const { list, data } = await query(emulator, { contentType: "JSON" }, soql);
    expect(list).toMatch(/^\["752\w{12}"\]$/);
    const { Id } = (await emulator.control.records("Account"))[1] ?? {};
    expect(JSON.parse(data)).toEqual([
      {
        attributes: { type: "Account", url: `/services/data/v68.0/sobjects/Account/${String(Id)}` },
        Id,
        CreatedDate: Date.parse("2026-02-12T12:00:00.500Z"),
      },
    ]);
  });

  test("in XML", async () => {
    const { data } = await query(await loaded(), { contentType: "XML" }, "SELECT Name FROM Account LIMIT 1");
    expect(data).toContain('<records xsi:type="sObject"><type>Account</type><Name>A "q"</Name></records>');
  });

  test("that finds nothing (F-102)", async () => {
    const { data } = await query(await loaded(), {}, "SELECT Id FROM Account WHERE Name = 'none'");
    expect(data).toBe("Records not found for this query\n");
  });

  test("deleted records are for queryAll only (F-105)", async () => {
    const emulator = await loaded();
    const { Id } = (await emulator.control.records("Account"))[0] ?? {};
    await load(emulator, { operation: "delete" }, `Id\n${String(Id)}\n`);
    expect((await query(emulator, {}, "SELECT Name FROM Account")).data).toBe('"Name"\n"B"\n');
    const all = await query(emulator, { operation: "queryAll" }, "SELECT IsDeleted FROM Account");
    expect(all.data).toBe('"IsDeleted"\n"true"\n"false"\n');
  });

  test.each([
    [
      "SELECT Id FROM Contact",
      "INVALID_TYPE_FOR_OPERATION: The root entity of the requested query (Contact) does not match the entity of the requested Bulk API Job (Account).",
    ],
    ["SELECT Nonsense FROM Account", "INVALID_FIELD: "],
    ["SELECT Id FROM Account WHERE Nonsense = 1", "INVALID_FIELD: "],
    ["SELECT Id FROM Nothing", "INVALID_TYPE: "],
    ["SELECT COUNT() FROM Account", "MALFORMED_QUERY: "],
    ["DROP TABLE Account", "MALFORMED_QUERY: "],
  ])("%s is refused (F-106)", async (soql, why) => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ operation: "query", batches: [soql] });
    await emulator.control.advance(500);
    const [batch] = await emulator.control.batches(id);
    expect(batch?.state).toBe("Failed");
    expect(batch?.stateMessage).toContain(`InvalidBatch : Failed to process query: ${why}`);
  });

  test("another query's result is not to be had", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ operation: "query", batches: ["SELECT Id FROM Account"] });
    const [batch] = await emulator.control.batches(id);
    await emulator.control.advance(500);
    expect((await call(emulator, `job/${id}/batch/${batch?.id}/result/7528Z00000NoSuc`)).status).toBe(400);
  });
});

test("object types can be added", async () => {
  const emulator = still({ objects: { Thing__c: { keyPrefix: "a01", fields: { Size__c: { type: "integer" } } } } });
  const created = await call(emulator, "job", {
    type: json,
    body: '{"operation":"insert","object":"Thing__c","contentType":"CSV"}',
  });
  expect(parsed(created)["object"]).toBe("Thing__c");
  await load(emulator, { object: "Thing__c" }, "Size__c\n3\n");
  expect(await emulator.control.records("Thing__c")).toMatchObject([{ Size__c: 3 }]);
});
