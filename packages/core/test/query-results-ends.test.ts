import { queryResults } from "@sfbulk/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { completed, queryOrg, utf8 } from "./query-org.ts";
import { connect, fault, jobId, page } from "./scripted-adapter.ts";

const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

/** An org with a result of so many rows for each chunk, the bodies that are open, and all rows in order. */
function chunks(rows: readonly number[], odd: { readonly at: number; readonly answer: () => Response } | undefined) {
  const ids = rows.map((_, at) => `7529H000000xO${String(at).padStart(2, "0")}`);
  const open = new Set<string>();
  let begun = 0;
  const body = (at: number): ReadableStream<Uint8Array<ArrayBuffer>> => {
    const name = `${at}/${begun++}`;
    open.add(name);
    let left = rows[at] ?? 0;
    return new ReadableStream({
      start: (controller) => controller.enqueue(utf8('"Id","Name"\n')),
      pull: async (controller) => {
        await settled();
        if (left > 0) return controller.enqueue(utf8(`"${at}","row ${left--} ${"z".repeat(400)}"\n`));
        controller.close();
        open.delete(name);
      },
      cancel: () => void open.delete(name),
    });
  };
  const org = queryOrg(
    ids.map((id, at) => ({
      ...completed(id),
      id: `7519H000001Xi${String(at).padStart(2, "0")}`,
      records: rows[at] ?? 0,
    })),
    async (id, signal) => {
      signal.throwIfAborted();
      await settled();
      const at = ids.indexOf(id);
      return at === odd?.at ? odd.answer() : new Response(body(at));
    },
  );
  const all = rows.flatMap((count, at) => Array.from({ length: count }, (_, index) => `${at} ${count - index}`));
  return { org, open, all };
}

const rowOf = (row: Readonly<Record<string, unknown>>): string =>
  `${String(row["Id"])} ${String(row["Name"]).split(" ")[1]}`;

describe("however the reading of results ends, nothing of it goes on", () => {
  const layout = fc.record({
    rows: fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }),
    concurrency: fc.integer({ min: 1, max: 6 }),
    bufferBytes: fc.constantFrom(1, 2000, 2 ** 26),
    place: fc.nat(),
  });

  test("by its consumer, by a signal, or by what cannot be read, wherever that is", async () => {
    await fc.assert(
      fc.asyncProperty(
        layout,
        fc.constantFrom("break", "signal", "signal, unasked", "no session", "odd chunk"),
        async ({ rows, concurrency, bufferBytes, place }, end) => {
          const at = place % rows.length;
          const { org, open, all } = chunks(
            rows,
            end === "no session"
              ? { at, answer: () => fault("InvalidSessionId", "gone", 401) }
              : end === "odd chunk"
                ? { at, answer: () => page(200) }
                : undefined,
          );
          const controller = new AbortController();
          const reason = new Error("enough");
          const options = { concurrency, bufferBytes, signal: controller.signal };
          const stopAfter = place % (all.length + 1);
          const given: string[] = [];
          const read = async (): Promise<void> => {
            for await (const row of queryResults(connect(org), jobId, options)) {
              given.push(rowOf(row));
              if (given.length < stopAfter) continue;
              if (end === "break") break;
              if (end === "signal") controller.abort(reason);
            }
          };
          const reading = read();
          if (end === "signal, unasked") {
            const ignored = reading.catch(() => undefined);
            for (let turn = 0; turn < place % 30; turn++) await settled();
            controller.abort(reason);
            await ignored;
          }
          const failure: unknown = await reading.then(
            () => undefined,
            (error: unknown) => error,
          );
          // Everything is over by then, not some time later.
          expect([...open]).toEqual([]);
          const asked = org.seen.length;
          for (let turn = 0; turn < 20; turn++) await settled();
          expect(org.seen).toHaveLength(asked);

          const before = all.filter((row) => Number(row.split(" ")[0]) < at);
          if (end === "break") expect(given).toEqual(all.slice(0, Math.max(1, stopAfter)));
          if (end.startsWith("signal")) {
            expect(given).toEqual(all.slice(0, given.length));
            if (failure !== undefined) expect(failure).toBe(reason);
          }
          if (end === "no session") {
            expect(failure).toMatchObject({ code: "SessionRejected" });
            expect(given).toEqual(before);
            expect(String(failure)).toContain(`${before.length} records were given`);
          }
          if (end === "odd chunk") {
            expect(failure).toMatchObject({ code: "PageInsteadOfReply" });
            expect(given).toEqual(all.filter((row) => Number(row.split(" ")[0]) !== at));
            expect(String(failure)).toContain(`${before.length} records were given`);
          }
        },
      ),
      seeded(60),
    );
  });

  test("nor do those that nothing has come of", async () => {
    const ids = ["7529H000000xO00", "7529H000000xO01"];
    let told = 0;
    const org = queryOrg(
      ids.map((id, at) => ({ ...completed(id), id: `7519H000001Xi0${at}` })),
      async (id, signal) => {
        if (id === ids[0]) return new Response('"Id"\n"1"\n"2"\n');
        return await new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            told++;
            reject(new Error("told"));
          });
        });
      },
    );
    for await (const _ of queryResults(connect(org), jobId)) break;
    expect(told).toBe(1);
  });
});
