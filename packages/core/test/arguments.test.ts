import {
  argumentError,
  checkOptions,
  closeJob,
  type Connection,
  jwtBearerSource,
  readTimeout,
  refreshTokenSource,
} from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { checkBoolean } from "../src/arguments/check-boolean.ts";
import { describeValue } from "../src/arguments/describe-value.ts";
import { nearestName } from "../src/arguments/nearest-name.ts";
import { readDuration } from "../src/arguments/read-duration.ts";
import { checkConnection } from "../src/connection/check-connection.ts";
import { jobId, rejection, scriptedAdapter, token } from "./scripted-adapter.ts";

interface Options {
  readonly maxRecords?: number;
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}
const names = { maxRecords: true, concurrency: true, signal: true } as const;
const check = (options: unknown, name = "options"): void => checkOptions<Options>(name, options as Options, names);

describe("names of options", () => {
  test("that there are, go through, whatever their value", () => {
    check(undefined);
    check({});
    check({ maxRecords: undefined, concurrency: "many" });
  });
  test.each<[object, string]>([
    [{ batchSize: 5 }, 'Cannot use option "batchSize": did you mean "maxRecords"?'],
    [{ max_records: 5 }, 'Cannot use option "max_records": did you mean "maxRecords"?'],
    [{ Signal: 5 }, 'Cannot use option "Signal": did you mean "signal"?'],
    [{ concurency: 5 }, 'Cannot use option "concurency": did you mean "concurrency"?'],
    [{ maxRecrods: 5 }, 'Cannot use option "maxRecrods": did you mean "maxRecords"?'],
    [{ colour: 5 }, 'Cannot use option "colour": expected one of maxRecords, concurrency, signal'],
    [{ constructor: 5 }, 'Cannot use option "constructor": expected one of maxRecords, concurrency, signal'],
    [
      JSON.parse('{"__proto__":5}') as object,
      'Cannot use option "__proto__": expected one of maxRecords, concurrency, signal',
    ],
    [{ batchSize: undefined }, 'Cannot use option "batchSize": did you mean "maxRecords"?'],
  ])("that there are not, are refused: %j", (options, message) => {
    expect(() => check(options)).toThrow(argumentError("UnknownOption", message));
  });
  test("of an option within another have its name before them", () => {
    expect(() => check({ maxRecord: 1 }, "retry")).toThrow(
      argumentError("UnknownOption", 'Cannot use option "retry.maxRecord": did you mean "maxRecords"?'),
    );
  });
  test.each([
    [null, "null"],
    ["text", '"text"'],
    [[], "an array"],
    [() => 1, "a function"],
  ])("are an object's: %j is none", (options, shown) => {
    expect(() => check(options)).toThrow(
      argumentError("InvalidArgument", `Cannot use options: expected an object, got ${shown}`),
    );
  });
  test.each([[new AbortController()], [null], ["stop"], [{ aborted: false }]])("signal %j is none", (signal) => {
    expect(() => check({ signal })).toThrow(/^Cannot use signal: expected an AbortSignal/);
  });
  test("a signal may be a polyfill", () => {
    check({ signal: { aborted: false, addEventListener: () => undefined } });
    check({ signal: AbortSignal.timeout(0) });
  });
  test("the nearest is found in any order, and what is far is not guessed", () => {
    expect(nearestName("attemptTimout", ["retry", "attemptTimeout", "stallTimeout"])).toBe("attemptTimeout");
    expect(nearestName("timeout", ["minInterval", "waitTimeout"])).toBe("waitTimeout");
    expect(nearestName("limit", ["attempts", "baseDelay"])).toBe("attempts");
    expect(nearestName("ab", ["ba", "xy"])).toBe("ba");
    expect(nearestName("abcd", ["wxyz"])).toBeUndefined();
    expect(nearestName("x".repeat(41), ["x".repeat(40)])).toBeUndefined();
  });
});

describe("values", () => {
  test.each([
    ["30s", 30_000],
    [" 2m ", 120_000],
    [45, 45],
    [undefined, 7],
  ])("a time %j is %j ms", (given, milliseconds) => {
    expect(readTimeout("waitTimeout", given, 7)).toBe(milliseconds);
  });
  test.each([0, -1, 1.5, "5", "25d", "1.5h", Number.NaN, 2_147_483_648, null, true])(
    "a time %j is refused",
    (given) => {
      expect(() => readTimeout("waitTimeout", given as number, 7)).toThrow(
        argumentError(
          "InvalidArgument",
          `Cannot use waitTimeout ${typeof given === "string" ? `"${given}"` : given}: expected whole milliseconds from 1 to 2147483647, or a time such as "90s", "15m", "24h" or "7d"`,
        ),
      );
    },
  );
  test("an age may be longer than a timer runs", () => {
    expect(readDuration("olderThan", "25d")).toBe(25 * 86_400_000);
    expect(() => readDuration("olderThan", -1)).toThrow("Cannot use olderThan -1: expected milliseconds, or");
  });
  test("a boolean is no word", () => {
    expect(checkBoolean("x", undefined, true)).toBe(true);
    expect(checkBoolean("x", false, true)).toBe(false);
    expect(() => checkBoolean("x", "false" as unknown as boolean, true)).toThrow(
      argumentError("InvalidArgument", 'Cannot use x "false": expected true or false'),
    );
  });
  test("long strings are cut, and objects are not shown", () => {
    expect(describeValue("x".repeat(41))).toBe(`"${"x".repeat(40)}…"`);
    expect(describeValue({ secret: 1 })).toBe("an object");
    expect(describeValue(10n)).toBe("10");
  });
});

describe("a connection", () => {
  const right = { instanceUrl: "https://acme.my.salesforce.com", accessToken: token };
  test.each<[object, string]>([
    [
      { accessToken: token, serverUrl: "https://acme.my.salesforce.com" },
      '"serverUrl" of connection: the property is called "instanceUrl"',
    ],
    [
      { instanceUrl: right.instanceUrl, sessionId: token },
      '"sessionId" of connection: the property is called "accessToken"',
    ],
    [{ instanceUrl: right.instanceUrl, token }, '"token" of connection: the property is called "accessToken"'],
    [{ ...right, apiVersion: "60.0" }, '"apiVersion" of connection: the property is called "version"'],
    [{ ...right, timeout: 5 }, '"timeout" of connection: the property is called "attemptTimeout"'],
  ])("with a known misnomer is refused: %j", async (connection, words) => {
    const adapter = scriptedAdapter();
    const error = await rejection(closeJob({ ...connection, fetch: adapter } as unknown as Connection, jobId));
    expect(error).toMatchObject({ name: "TypeError", code: "UnknownOption" });
    expect(error.message).toBe(`Cannot use ${words}`);
    expect(error.message).not.toContain(token);
    expect(adapter.seen).toHaveLength(0);
  });
  test("may carry anything, and a misnomer beside the right name", () => {
    const more = { ...right, token: "x", url: 1, version: "60.0", apiVersion: "50.0", attemptTimeout: 5, timeout: 9 };
    expect(checkConnection({ ...more, query: () => 1, cache: {} } as Connection)).toMatchObject({
      version: "60.0",
      attemptTimeout: 5,
    });
  });
  test("has its times as numbers or as words", () => {
    expect(
      checkConnection({ ...right, attemptTimeout: "2m", stallTimeout: "5m", retry: { baseDelay: "1s", maxDelay: 0 } }),
    ).toMatchObject({ attemptTimeout: 120_000, stallTimeout: 300_000, baseDelay: 1000, maxDelay: 0 });
    expect(checkConnection(right)).toMatchObject({ attemptTimeout: 30_000, stallTimeout: 60_000, baseDelay: 500 });
  });
  test.each<[object, string, string]>([
    [{ retry: { limit: 1 } }, "UnknownOption", 'Cannot use option "retry.limit": did you mean "attempts"?'],
    [{ retry: null }, "InvalidArgument", "Cannot use retry: expected an object, got null"],
    [{ retry: 3 }, "InvalidArgument", "Cannot use retry: expected an object, got 3"],
    [
      { gzip: { min: 1 } },
      "UnknownOption",
      'Cannot use option "gzip.min": expected one of minBytes, compress, compressChunks, decompress',
    ],
    [{ gzip: null }, "InvalidArgument", "Cannot use gzip: expected an object, got null"],
    [{ gzip: "no" }, "InvalidArgument", 'Cannot use gzip "no": expected true or false'],
    [{ gzip: { compress: 1 } }, "InvalidArgument", "Cannot use gzip.compress: expected a function, got 1"],
    [
      { gzip: { compressChunks: "zlib" } },
      "InvalidArgument",
      'Cannot use gzip.compressChunks: expected a function, got "zlib"',
    ],
    [{ fetch: {} }, "NoFetch", "Cannot use fetch: expected a function, got an object"],
    [
      { version: "1" },
      "InvalidVersion",
      `Cannot use version "1": Salesforce retired the versions before 31.0 in Summer '25`,
    ],
    [{ version: null }, "InvalidVersion", 'Cannot use version "null": expected a version such as "68.0"'],
    [
      { accessToken: null },
      "InvalidAccessToken",
      "Cannot use accessToken: expected a token or a function that gives one, got null",
    ],
    [{ instanceUrl: 5 }, "InvalidInstanceUrl", "Cannot use instanceUrl: expected a string, got 5"],
  ])("%j is refused with a code", (changes, code, message) => {
    expect(() => checkConnection({ ...right, ...changes })).toThrow(argumentError(code as "InvalidArgument", message));
  });
  test("that is none is refused", () => {
    for (const none of [null, undefined, "https://acme.my.salesforce.com"]) {
      expect(() => checkConnection(none as unknown as Connection)).toThrow(
        argumentError(
          "InvalidConnection",
          "Cannot use connection: expected an object with instanceUrl and accessToken",
        ),
      );
    }
  });
});

describe("options of token sources", () => {
  const endpoint = { loginUrl: "https://login.salesforce.com", clientId: "id" };
  test("that there are not are refused", () => {
    expect(() => refreshTokenSource({ ...endpoint, refreshToken: "x", timeout: 5 } as never)).toThrow(
      argumentError("UnknownOption", 'Cannot use option "timeout": did you mean "attemptTimeout"?'),
    );
    expect(() => jwtBearerSource({ ...endpoint, username: "x", key: "x" } as never)).toThrow(
      argumentError(
        "UnknownOption",
        'Cannot use option "key": expected one of loginUrl, clientId, fetch, attemptTimeout, username, privateKey, audience, now',
      ),
    );
  });
  test("are checked without being shown", () => {
    expect(() => jwtBearerSource({ ...endpoint, username: "x", privateKey: 5 as never })).toThrow(
      argumentError("InvalidArgument", "Cannot use privateKey: expected a string, got number"),
    );
    expect(() => refreshTokenSource({ ...endpoint, loginUrl: 5 as never, refreshToken: "x" })).toThrow(
      argumentError("InvalidInstanceUrl", "Cannot use loginUrl: expected a string, got 5"),
    );
  });
});
