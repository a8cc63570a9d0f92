import { strToU8, zipSync, type Zippable } from "fflate/browser";
import { describe, expect, test } from "vitest";
import type { Emulator } from "@sfbulk/emulator";
import { call, errorOf, idIn, json, parsed, type Reply, still, xml } from "./call.ts";

const parent = "0018Z0000000001AAA";
const archive = (files: Zippable): Uint8Array<ArrayBuffer> => new Uint8Array(zipSync(files));

async function send(
  emulator: Emulator,
  contentType: string,
  body: Uint8Array<ArrayBuffer> | string,
  object = "Attachment",
): Promise<{ id: string; batch: string; reply: Reply }> {
  const { id } = await emulator.control.addJob({ object, contentType });
  const type = contentType.replace("ZIP_", "zip/").toLowerCase();
  const reply = await call(emulator, `job/${id}/batch`, { type, body });
  await emulator.control.advance(500);
  return { id, batch: idIn(reply), reply };
}

const requests: [string, string, string][] = [
  ["ZIP_CSV", "text/csv", `Name,ParentId,Body\na.txt,${parent},#folder/a.txt\nb.txt,${parent},#b.txt\n`],
  [
    "ZIP_JSON",
    json,
    JSON.stringify(
      ["folder/a.txt", "b.txt"].map((name) => ({ Name: name.slice(-5), ParentId: parent, Body: `#${name}` })),
    ),
  ],
  [
    "ZIP_XML",
    xml,
    `<sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload">${["folder/a.txt", "b.txt"].map((name) => `<sObject><Name>${name.slice(-5)}</Name><ParentId>${parent}</ParentId><Body>#${name}</Body></sObject>`).join("")}</sObjects>`,
  ],
];

describe("a batch in an archive (F-088)", () => {
  test.each(requests)("%s: rows name the files that go into them (F-082)", async (contentType, type, request) => {
    const emulator = still();
    const files = { "request.txt": strToU8(request), "b.txt": strToU8("bé"), folder: { "a.txt": strToU8("a") } };
    const { id, batch } = await send(emulator, contentType, archive(files));
    expect(await emulator.control.batches(id)).toMatchObject([{ state: "Completed", numberRecordsFailed: 0 }]);
    expect(await emulator.control.records("Attachment")).toMatchObject([
      { Name: "a.txt", Body: btoa("a") },
      { Name: "b.txt", Body: btoa(String.fromCharCode(...strToU8("bé"))) },
    ]);
    const echoed = await call(emulator, `job/${id}/batch/${batch}/request`);
    expect([echoed.type, echoed.text]).toEqual([type, request]);
    const results = await call(emulator, `job/${id}/batch/${batch}/result`);
    expect(results.type).toBe(type);
    expect(results.text).toContain(type === json ? '[{"success":true' : type === xml ? "<results" : '"Id","Success"');
  });

  test("what is no file field keeps its number sign", async () => {
    const emulator = still();
    await send(emulator, "ZIP_CSV", archive({ "request.txt": strToU8("Name\n#1 shop\n") }), "Account");
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: "#1 shop" }]);
  });

  const row = strToU8(`Name,ParentId,Body\na.txt,${parent},#a.txt\n`);
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`${index}.txt`, strToU8("")]));
  test.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ["no archive", strToU8("Name\nA\n"), "Failed to read archive: "],
    ["no request.txt", archive({ "a.txt": strToU8("a") }), "Failed to find request.txt in archive"],
    ["a file that is missing", archive({ "request.txt": row }), "Failed to find #a.txt in archive"],
    ["too many files", archive({ "request.txt": row, ...many }), "Too many files in archive"],
    [
      "too much when unzipped",
      archive({ "request.txt": row, "a.txt": new Uint8Array(20 * 1024 * 1024) }),
      "Archive is too large when unzipped",
    ],
    [
      "a name that is too long",
      archive({ "request.txt": row, ["x".repeat(513)]: row }),
      "File name in archive is too long",
    ],
  ])("%s fails when it is processed", async (_, body, why) => {
    const emulator = still();
    const { id } = await send(emulator, "ZIP_CSV", body);
    const [batch] = await emulator.control.batches(id);
    expect(batch?.state).toBe("Failed");
    expect(batch?.stateMessage).toContain(`InvalidBatch : ${why}`);
  });

  test("a file is not for a query in CSV, as recorded (F-107)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob({
      object: "Attachment",
      operation: "query",
      batches: ["SELECT Id, Body FROM Attachment"],
    });
    await emulator.control.advance(500);
    expect((await emulator.control.batches(id))[0]?.stateMessage).toBe(
      "FeatureNotEnabled : Cannot serialize value for 'Body' in CSV format",
    );
  });
});

describe("a mapping spec", () => {
  /** The guide's own sample, of which only the comment of the last column is not to be found in the object. */
  const spec = [
    "Salesforce Field,Csv Header,Value,Hint",
    "Name,Full Name,,",
    "Title,Job Title,,",
    "MailingCity,City,Import,",
    "Description,,Imported from XYZ.csv,",
    "Birthdate,Date of Birth,,dd MM yy",
    "DoNotCall,Calls,,[nN]o",
  ].join("\n");
  const csv = [
    "Full Name,Job Title,City,Date of Birth,Calls,Comment",
    '"Cat, Tom",DSH,Interview,10 Feb 40,no,likes Jerry',
    "Jerry Mouse,House Mouse,,31 12 06,yes,likes Tom",
    "",
  ].join("\n");
  const post = (emulator: Emulator, id: string, body: string, type = "text/csv"): Promise<Reply> =>
    call(emulator, `job/${id}/spec`, { type, body });

  test("turns columns into fields, with defaults, names, dates and booleans (F-089)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ object: "Contact" });
    expect((await post(emulator, id, spec)).status).toBe(201);
    await call(emulator, `job/${id}/batch`, { type: "text/csv; charset=UTF-8", body: csv });
    await emulator.control.advance(500);
    expect(await emulator.control.records("Contact")).toMatchObject([
      {
        LastName: "Cat",
        FirstName: "Tom",
        Title: "DSH",
        MailingCity: "Interview",
        Description: "Imported from XYZ.csv",
        Birthdate: "1940-02-10",
        DoNotCall: true,
      },
      { LastName: "Mouse", FirstName: "Jerry", MailingCity: "Import", Birthdate: "2006-12-31", DoNotCall: false },
    ]);
    expect((await post(emulator, id, spec)).status).toBe(400);
  });

  test("is refused when it is too long, no CSV, without its columns, or late (F-089)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ object: "Contact" });
    const long = `${spec}\n${"Title,x,,\n".repeat(900)}`;
    for (const [body, type, code] of [
      [long, "text/csv", "InvalidJob"],
      ["a,b\n1,2\n", "text/csv", "InvalidJob"],
      ['Salesforce Field,"', "text/csv", "InvalidJob"],
      [spec, json, "UnsupportedContentType"],
    ] as const) {
      expect(errorOf(await post(emulator, id, body, type)).slice(0, 2)).toEqual([400, code]);
    }
    const other = await emulator.control.addJob({ createdById: "0058Z000000Oth1AAA" });
    expect(errorOf(await post(emulator, other.id, spec)).slice(0, 2)).toEqual([400, "InvalidUser"]);
    const closed = await emulator.control.addJob({ state: "Closed" });
    expect(errorOf(await post(emulator, closed.id, spec)).slice(0, 2)).toEqual([400, "InvalidJobState"]);
  });

  test("answers with the job, in the job's form", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ contentType: "JSON" });
    const reply = await post(emulator, id, spec);
    expect(parsed(reply)["id"]).toBe(id);
  });
});
