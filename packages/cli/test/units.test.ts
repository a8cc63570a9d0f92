import {
  argumentError,
  type ErrorCode,
  LoadError,
  SalesforceError,
  SessionError,
  WaitTimeoutError,
  withCode,
} from "@sfbulk/node";
import { describe, expect, test } from "vitest";
import { byteSize } from "../src/output/byte-size.ts";
import { count } from "../src/output/count.ts";
import { createOutput } from "../src/output/output.ts";
import { describeError, type ErrorDocument } from "../src/reporting/report-error.ts";
import { table } from "../src/output/table.ts";
import { timeAgo } from "../src/output/time-ago.ts";
import { countReasons } from "../src/results/outcomes/count-reasons.ts";
import { wrapLines } from "../src/output/wrap.ts";

test.each([
  [0, "just now"],
  [-5000, "just now"],
  [59_000, "59 s ago"],
  [60_000, "1 min ago"],
  [3 * 3_600_000 + 5, "3 h ago"],
  [50 * 3_600_000, "2 d ago"],
])("%i ms are %j", (passed, words) => {
  const now = Date.parse("2026-02-12T15:43:48.000Z");
  expect(timeAgo(new Date(now - passed).toISOString(), false, now)).toBe(words);
  expect(timeAgo("2026-02-12T15:43:48.123Z", true, now)).toBe("2026-02-12 15:43:48Z");
  expect(timeAgo("", false, now)).toBe("");
});

test("sizes and numbers", () => {
  expect([0, 999, 1000, 12_345_678].map(byteSize)).toEqual(["0 B", "999 B", "1.0 kB", "12.3 MB"]);
  expect([count(1, "batch", "batches"), count(2, "batch", "batches"), count(1204, "row")]).toEqual([
    "1 batch",
    "2 batches",
    "1,204 rows",
  ]);
});

describe("a table", () => {
  const rows = [{ id: "7509H0000016GUXQA2", name: "a name that is rather long", size: 7, extra: "extra" }];
  const draw = (width: number): string =>
    table(
      rows,
      [
        { title: "ID", cell: ({ id }) => id },
        { title: "SIZE", cell: ({ size }) => `${size}`, align: "right" },
        { title: "NAME", cell: ({ name }) => name, tooWide: "cut" },
        { title: "EXTRA", cell: ({ extra }) => extra, tooWide: "leave out" },
      ],
      { ...createOutput({ mode: "text" }), width },
    );

  test("has what there is room for", () => {
    expect(draw(Number.POSITIVE_INFINITY)).toBe(
      "ID                  SIZE  NAME                        EXTRA\n7509H0000016GUXQA2     7  a name that is rather long  extra",
    );
    expect(draw(44)).toBe("ID                  SIZE  NAME         EXTRA\n7509H0000016GUXQA2     7  a name tha…  extra");
    expect(draw(36)).toBe("ID                  SIZE  NAME\n7509H0000016GUXQA2     7  a name th…");
    // Ids stay whole, whatever it costs.
    expect(draw(20)).toContain("7509H0000016GUXQA2");
  });
});

describe("an error", () => {
  const describeIt = (error: unknown): ErrorDocument =>
    describeError(error, { commandName: "close", org: undefined }, createOutput({ mode: "text" }));

  test("of JavaScript's own is a fault of ours, whatever it says", () => {
    for (const message of ["Cannot use 'in' operator to search for 'a' in undefined", "Cannot use x: expected y"]) {
      expect(describeIt(new TypeError(message))).toMatchObject({
        exitCode: 1,
        code: "TypeError",
        actions: ["See what is wrong with: sfbulk doctor"],
      });
    }
  });
  test("of an argument is a wrong call, whatever it says", () => {
    expect(describeIt(argumentError("InvalidArgument", "read properties of SF_ACCESS_TOKEN"))).toMatchObject({
      exitCode: 2,
      code: "InvalidArgument",
      actions: ["See what there is with: sfbulk close --help"],
    });
    expect(describeIt(argumentError("MissingVariable", "x")).actions[0]).toContain("--target-org <alias>");
  });
  test("of a wait is not the platform's TimeoutError", () => {
    const platform = AbortSignal.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    expect(describeIt(platform.reason)).toMatchObject({ exitCode: 1, code: "TimeoutError" });
    const ours = new WaitTimeoutError("Cannot wait", { jobId: "7509H0000016GUXQA2", attempts: 2 });
    expect(describeIt(ours)).toMatchObject({
      exitCode: 69,
      code: "WaitTimeout",
      actions: ["Wait on with: sfbulk wait 7509H0000016GUXQA2"],
      data: { jobId: "7509H0000016GUXQA2", attempts: 2 },
    });
    expect(describeIt(new WaitTimeoutError("Cannot wait")).actions).toEqual(["See what is wrong with: sfbulk doctor"]);
  });
  test.each<[ErrorCode, RegExp]>([
    ["SfCliRefused", /^Sign in with: sf org login web$/],
    ["NoAccessToken", /^Sign in with: sf org login web$/],
    ["SfCliMissing", /^Or set the variables/],
    ["SfCliTimeout", /^Or set the variables/],
    ["SfCliUnreadable", /^Or set the variables/],
    ["SessionRejected", /^Sign in with: sf org login web --alias/],
  ])("of a session says what to do by its code, %s", (code, action) => {
    const described = describeIt(new SessionError("the sf CLI says sf org login web and SF_ACCESS_TOKEN", { code }));
    expect(described).toMatchObject({ exitCode: 1, code });
    expect(described.actions[0]).toMatch(action);
  });
  test("of a renewal that the sf CLI has lost says what may be behind it", () => {
    expect(describeIt(new SessionError("Cannot get a session", { code: "RefreshTokenDead" })).actions[1]).toContain(
      "rotates refresh tokens",
    );
    expect(describeIt(new SessionError("Cannot get a session", { code: "SfCliRefused" })).actions[1]).not.toContain(
      "rotates",
    );
  });
  test("of Salesforce is told apart by Salesforce's code and text, not by what we say around them", () => {
    const refused = (exceptionCode: string, exceptionMessage: string): ErrorDocument =>
      describeIt(
        new SalesforceError("Cannot read: not completed", {
          exceptionCode,
          exceptionMessage,
          status: 400,
          jobId: "7509H0000016GUXQA2",
        }),
      );
    expect(refused("InvalidBatch", "Batch not completed")).toMatchObject({
      code: "InvalidBatch",
      actions: ["Wait for it with: sfbulk wait 7509H0000016GUXQA2"],
    });
    expect(refused("InvalidBatch", "Unable to find batch").actions[0]).toMatch(/^See where it stands/);
    expect(refused("InvalidJob", "Batch not completed").actions[0]).toMatch(/^List the jobs/);
  });
  test("of a load that stopped is advised on by its cause", () => {
    const load = { added: [], nextRow: 1, jobId: "7509H0000016GUXQA2" } as const;
    const cause = new SessionError("x", { code: "SfCliRefused" });
    expect(describeIt(new LoadError("Cannot load", { ...load, cause }))).toMatchObject({
      code: "LoadStopped",
      actions: ["Sign in with: sf org login web", "Or sign in without the sf CLI: sfbulk login --help"],
    });
  });
  test("of an ending that failed too says where to look, and what stopped the work", () => {
    const error = withCode(
      Object.assign(new AggregateError([], "Cannot end", { cause: new SessionError("x", { code: "SfCliRefused" }) }), {
        jobId: "7509H0000016GUXQA2",
      }),
      "EndingFailed",
    );
    expect(describeIt(error)).toMatchObject({
      exitCode: 1,
      code: "EndingFailed",
      actions: [
        "See where it stands with: sfbulk status 7509H0000016GUXQA2",
        "Sign in with: sf org login web",
        "Or sign in without the sf CLI: sfbulk login --help",
      ],
      data: { jobId: "7509H0000016GUXQA2" },
    });
  });
});

describe("lines that are too long for the terminal", () => {
  const dim = (text: string): string => `\u001B[2m${text}\u001B[22m`;

  test.each([
    ["fits", "fits"],
    [
      "ok    Jobs         59 jobs open, 1 of them for a day",
      "ok    Jobs         59 jobs open, 1 of\n                   them for a day",
    ],
    [
      `${dim("warning  ")} Cannot use "" in column "Name" of it`,
      `${dim("warning  ")} Cannot use "" in column "Name"\n          of it`,
    ],
    [
      "It is open until it is closed: sfbulk close 7508Z0000000csYQAQ",
      "It is open until it is closed:\n  sfbulk close 7508Z0000000csYQAQ",
    ],
    ["  See them with: sf bulk results 7508Z0000000csYQAQ", "  See them with:\n    sf bulk results 7508Z0000000csYQAQ"],
    ["  Load all of them: sfbulk load some-accounts.csv", "  Load all of them:\n    sfbulk load some-accounts.csv"],
    ["It waits: sfbulk wait 7508Z0000000csYQAQ --timeout 10", "It waits:\nsfbulk wait 7508Z0000000csYQAQ --timeout 10"],
    [
      "      297 written      7508Z0000000csYQAQ-success.csv",
      "      297 written\n      7508Z0000000csYQAQ-success.csv",
    ],
    ["Run sfbulk doctor, which tells what there is to do", "Run sfbulk doctor, which tells what\nthere is to do"],
    [
      "Nobody is signed in by sfbulk login. See how with: sfbulk login --help; those of sf: sf org list",
      "Nobody is signed in by sfbulk login. See\nhow with: sfbulk login --help; those of\nsf:\n  sf org list",
    ],
    [
      "Closed by sfbulk close 7508Z0000000csYQAQ --target-org uat; or not",
      "Closed by\nsfbulk close 7508Z0000000csYQAQ --target-org uat;\nor not",
    ],
    [
      "  Without an app of your own, by the sf CLI: sf org login web",
      "  Without an app of your own, by the sf\n  CLI:\n    sf org login web",
    ],
    [
      "It may be open. End it: sfbulk abort 7508Z (or keep it: sfbulk close 7508Z)",
      "It may be open. End it:\nsfbulk abort 7508Z (or keep it:\n  sfbulk close 7508Z)",
    ],
    ["curl -X GET 'https://a.example/some/where' \\\n  -H 'accept: one, two, three, four, five, six'", undefined],
  ])("%j", (line, shown) => {
    expect(wrapLines(line, 40)).toBe(shown ?? line);
    // A pipe has no width.
    expect(wrapLines(line, Number.POSITIVE_INFINITY)).toBe(line);
  });
});

test("reasons that differ by ids alone are one, and say of no row what another one's is", () => {
  const reasons = countReasons();
  const twice = (id: string): string => `duplicates value on record with id: ${id}`;
  for (let row = 1; row <= 300; row++) {
    const message = twice(`0018Z0000000${String(row).padStart(3, "0")}`);
    reasons.add([{ statusCode: "DUPLICATE_VALUE", message, fields: [] }], row);
  }
  reasons.add([{ statusCode: "LOCKED", message: twice("0018Z0000000csYQAQ"), fields: [] }], 301);
  expect(reasons.list()).toEqual([
    { statusCode: "DUPLICATE_VALUE", message: twice("…"), rows: 300, firstRow: 1 },
    { statusCode: "LOCKED", message: twice("0018Z0000000csYQAQ"), rows: 1, firstRow: 301 },
  ]);
});
