import { describe, expect, test } from "vitest";
import { createGraphWriter } from "../src/storage/graph-writer.ts";
import { readGraph } from "../src/storage/read-graph.ts";
import type { GraphChange } from "../src/storage/graph-change.ts";

/** As the file has it: through JSON. */
const through = (changes: readonly GraphChange[]): GraphChange[] =>
  JSON.parse(JSON.stringify(changes)) as GraphChange[];

describe("a graph written and read", () => {
  test("is the same: every kind of value, cycles, what is shared", () => {
    const shared = { name: "shared" };
    const root: Record<string, unknown> = {
      texts: ["", "ä\u0000\u2028\ud800", "[1]"],
      numbers: [0, -0, 1.5, Number.MAX_VALUE, Infinity, -Infinity, Number.NaN],
      others: [true, false, null, undefined],
      bytes: new Uint8Array([0, 1, 255]),
      large: new Uint8Array(100_000).fill(7),
      map: new Map<unknown, unknown>([
        ["key", shared],
        [1, [shared]],
        [shared, "a node as a key"],
      ]),
      set: new Set([shared, 1]),
      nested: [[[]]],
    };
    root["self"] = root;
    const read = readGraph(through(createGraphWriter(root).changes("all"))) as typeof root;
    expect(read).toEqual(root);
    expect(read["self"]).toBe(read);
    const map = read["map"] as Map<unknown, unknown>;
    expect((map.get(1) as unknown[])[0]).toBe(map.get("key"));
  });

  test("may have members that stand in their places whole", () => {
    const rows = [new Map<string, unknown>([["a", [1, undefined, { b: new Uint8Array([1, 2]), c: -0 }]]])];
    const root = { batch: { content: { kind: "rows", rows, run: () => 1 } } };
    const changes = createGraphWriter(root, new Set(), new Set(["content"])).changes("all");
    expect(changes).toHaveLength(2);
    expect(readGraph(through(changes))).toEqual({ batch: { content: { kind: "rows", rows } } });
  });

  test("leaves functions out, and refuses what is no plain data", () => {
    expect(readGraph(createGraphWriter({ run: () => 1, a: 1 }).changes("all"))).toEqual({ a: 1 });
    expect(() => createGraphWriter({ when: new Date() }).changes("all")).toThrow("Cannot save an object of Date");
    expect(() => createGraphWriter({ big: 1n }).changes("all")).toThrow("Cannot save a value of type bigint");
  });
});

describe("what has changed", () => {
  test("is nothing where nothing has, and no more than what has", () => {
    const root = { jobs: new Map([["a", { state: "Open", list: [1, 2] }]]), other: { x: 1 } };
    const writer = createGraphWriter(root);
    writer.changes("all");
    expect(writer.changes("all")).toEqual([]);
    const job = root.jobs.get("a");
    if (job === undefined) throw new Error("unreachable");
    job.state = "Closed";
    job.list.push(3);
    expect(writer.changes("all")).toEqual([
      [expect.any(Number), "o", { state: "Closed" }, []],
      [expect.any(Number), "a", 2, [3]],
    ]);
  });

  test("inside a frozen member is not looked at; what can be reached otherwise is", () => {
    const record = { value: 1 };
    const root = { batch: { outcome: { records: [record], count: 1 } }, records: [] as unknown[] };
    const writer = createGraphWriter(root, new Set(["outcome"]));
    const changes = [...writer.changes("all")];
    root.batch.outcome.count = 2;
    expect(writer.changes("all")).toEqual([]);
    root.records.push(record);
    changes.push(...writer.changes("all"));
    record.value = 2;
    changes.push(...writer.changes("all"));
    const read = readGraph(through(changes)) as typeof root;
    expect(read.records[0]).toEqual({ value: 2 });
    expect(read.batch.outcome.records[0]).toBe(read.records[0]);
  });

  test("in a large Map of the same size is left for later, a new entry is not", () => {
    const map = new Map(Array.from({ length: 101 }, (_, i) => [i, { i }]));
    const root = { map, small: { n: 0 } };
    const writer = createGraphWriter(root);
    writer.changes("all");
    (map.get(5) as { i: number }).i = 50;
    root.small.n = 1;
    expect(writer.changes("little")).toEqual([[expect.any(Number), "o", { n: 1 }, []]]);
    expect(writer.changes("all")).toEqual([[expect.any(Number), "o", { i: 50 }, []]]);
    map.set(2000, { i: 2000 });
    expect(writer.changes("little")).toHaveLength(2);
  });

  test("in an object that counts its changes is looked for where the count is another one", () => {
    const table = { byId: new Map([["a", { value: 1 }]]), revision: 0 };
    const writer = createGraphWriter({ table });
    const record = table.byId.get("a");
    if (record === undefined) throw new Error("unreachable");
    writer.changes("all");
    record.value = 2;
    expect(writer.changes("all")).toEqual([]);
    table.revision++;
    expect(writer.changes("all")).toEqual([
      [expect.any(Number), "o", { revision: 1 }, []],
      [expect.any(Number), "o", { value: 2 }, []],
    ]);
  });

  test("over a thousand random steps gives the same graph at the end", () => {
    let state = 1;
    const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
    interface Node {
      map: Map<string, unknown>;
      list: unknown[];
      set: Set<unknown>;
      bag: Record<string, unknown>;
    }
    const make = (): Node => ({ map: new Map(), list: [], set: new Set(), bag: {} });
    const root = { nodes: [make()], extra: make() };
    const writer = createGraphWriter(root);
    const changes: GraphChange[] = [];
    const pick = (): Node => root.nodes[random(root.nodes.length)] ?? root.extra;
    for (let step = 0; step < 1000; step++) {
      const node = pick();
      const value = random(3) === 0 ? pick() : random(10);
      const key = `k${random(8)}`;
      [
        () => node.map.set(key, value),
        () => node.map.delete(key),
        () => node.list.splice(random(node.list.length + 1), random(2), value),
        () => (node.list = node.list.filter((item) => item !== value)),
        () => node.set.add(value),
        () => node.set.delete(value),
        () => (node.bag[key] = value),
        () => delete node.bag[key],
        () => root.nodes.push(make()),
        () => root.nodes.length > 1 && root.nodes.splice(random(root.nodes.length), 1),
      ][random(10)]?.();
      if (random(4) === 0) changes.push(...through(writer.changes("all")));
    }
    changes.push(...through(writer.changes("all")));
    expect(readGraph(changes)).toEqual(root);
  });
});

test.each([
  ["a reference to nothing", [[0, "o", { a: [7] }, []]]],
  ["an unknown kind", [[0, "x"]]],
])("%s is an error", (_, changes) => {
  expect(() => readGraph(changes as unknown as GraphChange[])).toThrow("there is no");
});
