import { parseXml, XmlElement } from "@rgrove/parse-xml";
import { describe, expect, test } from "vitest";
import type { Emulator, Fault } from "@sfbulk/emulator";
import { addCsv, call, errorOf, idIn, json, still, xml } from "./call.ts";

async function createJob(
  emulator: Emulator,
  headers: Readonly<Record<string, string>>,
  more: object = {},
): Promise<string> {
  const body = JSON.stringify({ operation: "insert", object: "Account", contentType: "CSV", ...more });
  const reply = await call(emulator, "job", { type: json, body, headers });
  expect(reply.status).toBe(201);
  return idIn(reply);
}

describe("Sforce-Line-Ending (F-195)", () => {
  test.each([
    [{ "Sforce-Line-Ending": "LF" }, "a\nb\nc\nd"],
    [{ "Sforce-Line-Ending": "crlf" }, "a\r\nb\r\nc\r\nd"],
    [{}, "a\r\nb\nc\rd"],
  ])("%j", async (headers, expected) => {
    const emulator = still();
    await addCsv(emulator, await createJob(emulator, headers), 'Name,Description\nA,"a\r\nb\nc\rd"\n');
    await emulator.control.advance(500);
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: "A", Description: expected }]);
  });
});

test.each([
  [{ "Sforce-Line-Ending": "CR" }, "Invalid Sforce-Line-Ending: CR"],
  [{ "Sforce-Disable-Batch-Retry": "yes" }, "Invalid Sforce-Disable-Batch-Retry: yes"],
])("%j is refused", async (headers, message) => {
  const body = '{"operation":"insert","object":"Account","contentType":"CSV"}';
  const reply = await call(still(), "job", { type: json, body, headers });
  expect(errorOf(reply)).toEqual([400, "InvalidJob", message]);
});

describe("a batch that the server tries again (F-196)", () => {
  const fault = (attempts?: number): Fault => ({
    kind: "batch-retried",
    on: { operation: "addBatch" },
    ...(attempts === undefined ? {} : { attempts }),
  });
  /** How a job and its batch look after so many milliseconds. */
  const after = async (emulator: Emulator, id: string, milliseconds: number): Promise<unknown[]> => {
    await emulator.control.advance(milliseconds);
    const job = await emulator.control.job(id);
    const [batch] = await emulator.control.batches(id);
    return [batch?.state, job?.numberRetries, job?.numberRecordsProcessed, batch?.stateMessage];
  };

  test("takes the longer, and counts", async () => {
    const emulator = still();
    await emulator.control.fail(fault(2));
    const id = await createJob(emulator, {});
    await addCsv(emulator, id, "Name\nA\n");
    expect(await after(emulator, id, 499)).toEqual(["InProgress", 0, 0, null]);
    expect(await after(emulator, id, 1)).toEqual(["InProgress", 1, 0, null]);
    expect(await after(emulator, id, 300)).toEqual(["InProgress", 2, 0, null]);
    expect(await after(emulator, id, 300)).toEqual(["Completed", 2, 1, null]);
    expect(await emulator.control.records("Account")).toHaveLength(1);
  });

  const tooMany = "TooManyLockFailure : Too many lock failure. Trying again later.";
  test.each<[string, Readonly<Record<string, string>>, number | undefined, number, unknown[]]>([
    ["one is as good as none said", {}, undefined, 800, ["Completed", 1, 1, null]],
    ["is given up at the tenth time", {}, 99, 3200, ["Failed", 9, 0, tooMany]],
    [
      "is not tried again where that is switched off",
      { "Sforce-Disable-Batch-Retry": "TRUE" },
      1,
      500,
      ["Failed", 0, 0, tooMany],
    ],
    ["is, where it says FALSE", { "Sforce-Disable-Batch-Retry": "FALSE" }, 1, 800, ["Completed", 1, 1, null]],
  ])("%s", async (_, headers, attempts, milliseconds, expected) => {
    const emulator = still();
    await emulator.control.fail(fault(attempts));
    const id = await createJob(emulator, headers);
    await addCsv(emulator, id, "Name\nA\n");
    expect(await after(emulator, id, milliseconds)).toEqual(expected);
  });

  test("at least once", async () => {
    for (const attempts of [0, 1.5]) {
      await expect(still().control.fail(fault(attempts))).rejects.toThrow("attempts of fault");
    }
  });

  test("of a query is tried fifteen times", async () => {
    const emulator = still();
    await emulator.control.fail(fault(15));
    const id = await createJob(emulator, {}, { operation: "query" });
    await addCsv(emulator, id, "SELECT Id FROM Account");
    expect(await after(emulator, id, 4699)).toEqual(["InProgress", 14, 0, null]);
    expect(await after(emulator, id, 1)).toEqual([
      "Failed",
      14,
      0,
      "InternalServerError : Retried more than fifteen times",
    ]);
  });
});

describe("AsyncApi.xsd (F-197)", () => {
  type Schema = ReadonlyMap<string, readonly { name: string; type: string; isMany: boolean }[]>;

  const childrenOf = (element: XmlElement): XmlElement[] =>
    element.children.filter((child): child is XmlElement => child instanceof XmlElement);
  const at = (element: XmlElement, name: string): string => element.attributes[name] ?? "";

  async function read(
    emulator: Emulator,
  ): Promise<{ types: Schema; roots: ReadonlyMap<string, string>; words: ReadonlyMap<string, string[]> }> {
    const reply = await call(emulator, "AsyncApi.xsd", { token: null });
    expect([reply.status, reply.type]).toEqual([200, "application/xml"]);
    const { root } = parseXml(reply.text);
    const all = root === null ? [] : childrenOf(root);
    const named = (kind: string): XmlElement[] => all.filter((one) => one.name === `xsd:${kind}`);
    return {
      roots: new Map(named("element").map((one) => [at(one, "name"), at(one, "type")])),
      words: new Map(
        named("simpleType").map((one) => [
          at(one, "name"),
          childrenOf(one).flatMap((two) => childrenOf(two).map((three) => at(three, "value"))),
        ]),
      ),
      types: new Map(
        named("complexType").map((one) => [
          at(one, "name"),
          childrenOf(one)
            .flatMap((sequence) => childrenOf(sequence))
            .map((field) => ({
              name: at(field, "name"),
              type: at(field, "type"),
              isMany: at(field, "maxOccurs") === "unbounded",
            })),
        ]),
      ),
    };
  }

  test("is what the org says and takes", async () => {
    const emulator = still();
    const { types, roots, words } = await read(emulator);
    /** Checks an element against a type: its children, their order, the words of enumerations. */
    const check = (element: XmlElement, type: string): void => {
      const fields = types.get(type);
      if (fields === undefined) {
        const allowed = words.get(type);
        if (allowed !== undefined) expect(allowed).toContain(element.text);
        return;
      }
      let next = 0;
      for (const child of childrenOf(element)) {
        const index = fields.findIndex(({ name }, place) => place >= next && name === child.name);
        expect(index, `${child.name} in ${type}`).not.toBe(-1);
        next = fields[index]?.isMany ? index : index + 1;
        check(child, fields[index]?.type ?? "");
      }
    };
    const checkDocument = (text: string): string => {
      const { root } = parseXml(text);
      if (root === null) throw new Error("there is no element");
      expect(types.has(roots.get(root.name) ?? "")).toBe(true);
      check(root, roots.get(root.name) ?? "");
      return root.name;
    };
    const spec = {
      operation: "upsert",
      object: "Account",
      contentType: "XML",
      externalIdFieldName: "Ext__c",
      assignmentRuleId: "01Q000000000001AAA",
    };
    const job = await call(emulator, "job", {
      type: xml,
      body: `<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload">${Object.entries(spec)
        .map(([name, value]) => `<${name}>${value}</${name}>`)
        .join("")}</jobInfo>`,
    });
    const id = idIn(job);
    const body =
      '<sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload"><sObject><Name>A</Name><Ext__c>1</Ext__c></sObject><sObject><Nonsense>x</Nonsense></sObject></sObjects>';
    const batch = await call(emulator, `job/${id}/batch`, { type: xml, body });
    await call(emulator, `job/${id}/batch`, { type: xml, body: "<nonsense/>" });
    await emulator.control.advance(500);
    const list = await call(emulator, `job/${id}/batch`);
    const results = await call(emulator, `job/${id}/batch/${idIn(batch)}/result`);
    const refused = await call(emulator, "job/750000000000000");
    const closed = await call(emulator, `job/${id}`, {
      type: xml,
      body: '<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><state>Closed</state></jobInfo>',
    });
    const documents = [job, batch, list, results, refused, closed].map(({ text }) => checkDocument(text));
    expect(documents).toEqual(["jobInfo", "batchInfo", "batchInfoList", "results", "error", "jobInfo"]);
    expect(results.text).toContain("<errors>");
  });

  test("is not there for a version that is not", async () => {
    expect(errorOf(await call(still(), "/services/async/30.0/AsyncApi.xsd", { token: null })).slice(0, 2)).toEqual([
      400,
      "InvalidVersion",
    ]);
  });

  test("the job's own address still wants a session", async () => {
    const reply = await call(still(), "job/750000000000000", { token: null });
    expect(errorOf(reply)).toEqual([400, "InvalidSessionId", "Unable to find session id"]);
  });
});
