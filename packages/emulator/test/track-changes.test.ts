import { describe, expect, test } from "vitest";
import { applyChanges, type Change, trackChanges } from "../src/storage/track-changes.ts";

type Rows = Map<string, Record<string, unknown>>;

describe("what has changed", () => {
  test("is all there is at first, then nothing where nothing has, and no more than what has", () => {
    const rows: Rows = new Map([
      ["a", { state: "Open", list: [1, 2], body: new Uint8Array(3) }],
      ["b", { state: "Open", list: [] }],
    ]);
    const track = trackChanges();
    expect(track([{ name: "jobs", rows }])).toHaveLength(2);
    expect(track([{ name: "jobs", rows }])).toEqual([]);
    const row = rows.get("a") as { state: string; list: number[] };
    row.state = "Closed";
    row.list.push(3);
    rows.delete("b");
    rows.set("c", {});
    expect(track([{ name: "jobs", rows }])).toEqual([
      ["jobs", "a", { state: "Closed", list: [1, 2, 3] }],
      ["jobs", "c", {}],
      ["jobs", "b"],
    ]);
  });

  test("is looked for in a table that counts its changes where the count is another one", () => {
    const rows: Rows = new Map([["a", { value: 1 }]]);
    const track = trackChanges();
    track([{ name: "records", rows, revision: 0 }]);
    rows.set("a", { value: 2 });
    expect(track([{ name: "records", rows, revision: 0 }])).toEqual([]);
    expect(track([{ name: "records", rows, revision: 1 }])).toEqual([["records", "a", { value: 2 }]]);
  });

  test("over a thousand random steps gives the same rows in the same order", () => {
    let state = 1;
    const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
    const tables: Record<"one" | "other", Rows> = { one: new Map(), other: new Map() };
    const track = trackChanges();
    const changes: Change[] = [];
    for (let step = 0; step < 1000; step++) {
      const rows = tables[random(2) === 0 ? "one" : "other"];
      const id = `id${random(20)}`;
      const row = rows.get(id);
      if (row === undefined) rows.set(id, { [`m${random(3)}`]: random(5) });
      else if (random(4) === 0) rows.delete(id);
      else if (random(2) === 0) row["list"] = [...((row["list"] as number[] | undefined) ?? []), random(5)];
      else row[`m${random(3)}`] = random(5);
      changes.push(...track(Object.entries(tables).map(([name, some]) => ({ name, rows: some }))));
    }
    const applied = applyChanges(changes);
    for (const [name, rows] of Object.entries(tables)) expect([...(applied.get(name) ?? [])]).toEqual([...rows]);
  });
});
