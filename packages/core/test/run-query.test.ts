import { type RunQueryOptions, runQuery } from "@sfbulk/core";
import { describe, expect, test, vi } from "vitest";
import { base, collect, line, query } from "./query-job-org.ts";
import { connect, json, rejection, type Seen } from "./scripted-adapter.ts";

// How a query that was run in one call leaves its job.

/** An org with one query whose job is complete at once; `broken` is one whose results cannot be had. */
function org(results: "whole" | "broken" = "whole"): {
  readonly run: (options?: RunQueryOptions) => ReturnType<typeof runQuery>;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const adapter = async (url: string, init: Seen["init"]): Promise<Response> => {
    const what = line({ url, init });
    asked.push(what);
    if (what.startsWith("DELETE")) return new Response(null, { status: 204 });
    if (what.endsWith("/resultPages")) {
      return json({ resultPages: [{ resultUrl: `${base}/results?locator=1` }], nextRecordsUrl: null, done: true });
    }
    if (!what.includes("/results")) return query();
    if (results === "broken") return json([{ errorCode: "INVALID_LOCATOR", message: "no such page" }], 400);
    return new Response('"Id"\n"001"\n"002"\n', { headers: { "content-type": "text/csv", "sforce-locator": "null" } });
  };
  return { asked, run: (options) => runQuery(connect(adapter), "SELECT Id FROM Account", options) };
}
const deletion = `DELETE ${base}`;

describe("keep, as a function", () => {
  test.each([
    [true, false],
    [false, true],
  ])("is asked once, at the end: %s", async (stays, isDeleted) => {
    const { run, asked } = org();
    const keep = vi.fn<(failure: unknown) => boolean>(() => stays);
    expect(await collect(run({ keep }))).toEqual([{ Id: "001" }, { Id: "002" }]);
    expect(keep.mock.calls).toEqual([[undefined]]);
    expect(asked.includes(deletion)).toBe(isDeleted);
  });

  test("is waited for, and may finish what needs the job", async () => {
    const { run, asked } = org();
    const keep = async (): Promise<boolean> => {
      await Promise.resolve();
      asked.push("finished");
      return false;
    };
    await collect(run({ keep }));
    expect(asked.slice(-2)).toEqual(["finished", deletion]);
  });

  test("is given what it failed with; a job that could not be read stays in any case", async () => {
    const { run, asked } = org("broken");
    const keep = vi.fn<(failure: unknown) => boolean>(() => false);
    const error = await rejection(collect(run({ keep })));
    expect(error).toMatchObject({ exceptionCode: "INVALID_LOCATOR" });
    expect(keep.mock.calls).toEqual([[error]]);
    expect(asked).not.toContain(deletion);
  });

  test("is asked where the loop is left early", async () => {
    const { run, asked } = org();
    const keep = vi.fn<(failure: unknown) => boolean>(() => false);
    for await (const record of run({ keep })) {
      expect(record).toEqual({ Id: "001" });
      break;
    }
    expect(keep.mock.calls).toEqual([[undefined]]);
    expect(asked).toContain(deletion);
  });

  test("has the job stay where it throws, and that is the error", async () => {
    const { run, asked } = org();
    const keep = (): never => {
      throw new Error("the disk is full");
    };
    expect(await rejection(collect(run({ keep })))).toMatchObject({ message: "the disk is full" });
    expect(asked).not.toContain(deletion);
  });

  test("is a function or a boolean", () => {
    expect(() => org().run({ keep: "yes" as never })).toThrow('Cannot use keep "yes": expected true');
  });
});
