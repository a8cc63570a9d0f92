import { addBatches, type AddedBatch, findDuplicateBatches, type TwinBatch } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { batchOrg, type BatchOrg, type BatchOrgOptions } from "./batch-org.ts";
import { connect, jobId, page, rejection } from "./scripted-adapter.ts";

// What is there once more when the job is closed.

const job = { id: jobId, contentType: "CSV" };
const header = "Name,Phone\n";
const lines = ["Acme,1\n", '"Glo,bex",2\n', "Initech,3\n", "Hooli,4\n", "Umbrella,5\n"];

/** A load of five rows in three batches of two, that is there. */
async function loaded(
  options: BatchOrgOptions = {},
): Promise<{ readonly org: BatchOrg; readonly added: AddedBatch[] }> {
  let now = Date.parse("2026-11-24T12:00:00Z");
  const org = batchOrg({ now: () => (now += 60_000), ...options });
  const added = await addBatches(connect(org.adapter), job, header + lines.join(""), { maxRecords: 2, concurrency: 1 });
  org.log.length = 0;
  return { org, added };
}
const find = async ({ adapter }: BatchOrg, added: readonly AddedBatch[], contentType = "CSV"): Promise<TwinBatch[]> =>
  await findDuplicateBatches(connect(adapter), { id: jobId, contentType }, added);
const shown = (twins: readonly TwinBatch[]): [string, number][] =>
  twins.map(({ batch, of }): [string, number] => [batch.id, of.firstRow]);

const second = header + lines.slice(2, 4).join("");

describe("findDuplicateBatches", () => {
  test("asks once, where the job has the batches that were added and no other", async () => {
    const { org, added } = await loaded();
    expect(await find(org, added)).toEqual([]);
    expect(org.log).toEqual(["GET batch"]);
  });

  test.each([
    ["as it was sent", second],
    ["quoted anew", '"Name","Phone"\n"Initech","3"\n"Hooli","4"\n'],
    ["with other line ends", second.replaceAll("\n", "\r\n")],
    ["without the last one", second.trimEnd()],
  ])("names a batch that is there once more, %s, and the one that it repeats", async (_, body) => {
    const { org, added } = await loaded();
    const twin = org.addForeign(body);
    expect(shown(await find(org, added))).toEqual([[twin.id, 3]]);
  });

  test("names each of several", async () => {
    const { org, added } = await loaded();
    const ids = [second, header + lines[4], second].map((body) => org.addForeign(body).id);
    expect(shown(await find(org, added))).toEqual([
      [ids[0], 3],
      [ids[1], 5],
      [ids[2], 3],
    ]);
  });

  test.each([
    ["other rows", `${header}Initech,3\nHooli,5\n`],
    ["another first row", `${header}Stark,3\nHooli,4\n`],
    ["the same rows in another order", `${header}Hooli,4\nInitech,3\n`],
    ["fewer of them", `${header}Initech,3\n`],
    ["more of them", `${second}Stark,6\n`],
    ["other columns", "Name,Fax\nInitech,3\nHooli,4\n"],
  ])("leaves out a batch of somebody else's, with %s", async (_, body) => {
    const { org, added } = await loaded();
    org.addForeign(body);
    expect(await find(org, added)).toEqual([]);
  });

  test("reads no batch that has another number of rows, the nearest in time first, and none behind a match", async () => {
    const read: string[] = [];
    const { org, added } = await loaded({
      read: ({ id, body }) => {
        read.push(id);
        return new Response(body);
      },
    });
    const twin = org.addForeign(second);
    await find(org, added);
    expect(read).toEqual([twin.id, twin.id, added[1]?.batch.id]);
    read.length = 0;
    const early = org.addForeign(header + lines.slice(0, 2).join(""), Date.parse("2026-11-24T12:01:10Z"));
    await find(org, [...added, ...(await find(org, added)).map(({ batch, of }) => ({ ...of, batch }))].slice(0, 4));
    expect(read.slice(-3)).toEqual([early.id, early.id, added[0]?.batch.id]);
  });

  test("reads no more of a large batch than shows that it is another", async () => {
    const row = `${"x".repeat(999)},1\n`;
    const rows = (name: string): string => `${header}${name},1\n${row.repeat(999)}`;
    let given = 0;
    const org = batchOrg({
      read: ({ body }) => {
        const bytes = new TextEncoder().encode(body);
        if (body.includes("Theirs")) return new Response(bytes);
        let at = 0;
        return new Response(
          new ReadableStream(
            {
              pull: (sink) => {
                if (at >= bytes.length) return sink.close();
                sink.enqueue(bytes.slice(at, (at += 16_384)));
                given++;
              },
            },
            { highWaterMark: 0 },
          ),
        );
      },
    });
    const added = await addBatches(connect(org.adapter, { gzip: false }), job, rows("Ours"), { concurrency: 1 });
    org.addForeign(rows("Theirs"));
    expect(await find(org, added)).toEqual([]);
    expect(given).toBeLessThan(4);
    const twin = org.addForeign(rows("Ours"));
    expect((await find(org, added)).map(({ batch }) => batch.id)).toEqual([twin.id]);
  });

  test("records are compared whatever the order of their fields", async () => {
    const org = batchOrg();
    const records = [{ Name: "Acme", Phone: "1" }, { Name: "Globex" }];
    const added = await addBatches(connect(org.adapter), { ...job, contentType: "JSON" }, records);
    const twin = org.addForeign('[{"Phone":"1","Name":"Acme"},{"Name":"Globex"}]');
    org.addForeign('[{"Phone":"2","Name":"Acme"},{"Name":"Globex"}]');
    expect(shown(await find(org, added, "JSON"))).toEqual([[twin.id, 1]]);
  });

  test("rows that do not come whole are read again: a duplicate is not overlooked", async () => {
    for (const [whose, cut] of [
      ["theirs", header + lines[2]],
      ["theirs", "Initech"],
      ["ours", header + lines[2]],
      ["ours", '{"not":"rows"}'],
    ] as const) {
      let cuts = 0;
      let twinId = "";
      const { org, added } = await loaded({
        read: ({ id, body }) => new Response((id === twinId) === (whose === "theirs") && cuts++ === 0 ? cut : body),
      });
      twinId = org.addForeign(second).id;
      expect(shown(await find(org, added))).toEqual([[twinId, 3]]);
      expect(cuts).toBeGreaterThan(0);
    }
  });

  test("that never come whole, or are refused, are an error: it is not known", async () => {
    for (const [read, code] of [
      [() => new Response("never rows"), "UnreadableReply"],
      [() => new Response(""), "EmptyReply"],
      [() => page(403), "UnexpectedStatus"],
    ] as const) {
      const { org, added } = await loaded({ read });
      org.addForeign(second);
      expect(await rejection(find(org, added))).toMatchObject({ code, jobId });
    }
  });

  test("refuses what is no list of added batches", async () => {
    const org = batchOrg();
    for (const added of [undefined, null, {}, [{ firstRow: 1 }]] as never[]) {
      expect(await rejection(find(org, added))).toMatchObject({ name: "TypeError", code: "InvalidArgument" });
    }
    expect(org.log).toEqual([]);
  });
});
