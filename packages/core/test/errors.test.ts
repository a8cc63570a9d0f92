import { runInNewContext } from "node:vm";
import {
  argumentError,
  closeJob,
  isLoadError,
  isSfbulkError,
  LoadError,
  NetworkError,
  ResponseError,
  SalesforceError,
  SessionError,
  WaitTimeoutError,
  withCode,
} from "@sfbulk/core";
import { describe, expect, test, vi } from "vitest";
import { connect, jobId, rejection, scriptedAdapter } from "./scripted-adapter.ts";

const job = { id: "7509H0000016GUXQA2" } as NonNullable<NetworkError["job"]>;
const all = { jobId: "7509H0000016GUXQA2", attempts: 3, job, cause: new RangeError("beneath") } as const;

const made = [
  ["NetworkError", new NetworkError("Cannot x", all), "NoReply"],
  ["SessionError", new SessionError("Cannot x", all), "NoAccessToken"],
  ["WaitTimeoutError", new WaitTimeoutError("Cannot x", all), "WaitTimeout"],
  ["ResponseError", new ResponseError("Cannot x", { ...all, status: 502 }), "UnreadableReply"],
  [
    "SalesforceError",
    new SalesforceError("Cannot x", { ...all, status: 400, exceptionCode: "InvalidJob", exceptionMessage: "No" }),
    "Refused",
  ],
  ["LoadError", new LoadError("Cannot x", { ...all, added: [], nextRow: 1 }), "LoadStopped"],
] as const;

describe.each(made)("%s", (name, error, code) => {
  test("has what is known, and a code", () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, message: "Cannot x", code, ...all });
    expect(isSfbulkError(error)).toBe(true);
  });
  test("shows its mark to nobody", () => {
    expect(Object.keys(error)).toEqual(expect.arrayContaining(["name", "code", "jobId", "attempts", "job"]));
    expect(
      Object.getOwnPropertySymbols(error).filter((key) => Object.prototype.propertyIsEnumerable.call(error, key)),
    ).toEqual([]);
    expect(Object.getOwnPropertySymbols(Object.assign({}, error))).toEqual([]);
  });
});

test("what is not known is absent, and no request was sent", () => {
  const error = new WaitTimeoutError("Cannot x");
  expect(error).toMatchObject({ jobId: undefined, job: undefined, attempts: 0 });
  expect("cause" in error).toBe(false);
});

test("a code that is given goes before the class's own", () => {
  expect(new SessionError("Cannot x", { code: "OrgMoved" }).code).toBe("OrgMoved");
});

test("a load has its cause whatever that is: a signal may fire with nothing", () => {
  const error = new LoadError("Cannot x", { added: [], nextRow: 7, cause: undefined });
  expect("cause" in error).toBe(true);
  expect(Object.keys(error)).not.toContain("cause");
  expect(error.nextRow).toBe(7);
  expect(isLoadError(error)).toBe(true);
  expect(isLoadError(new NetworkError("Cannot x"))).toBe(false);
  expect(isLoadError(Object.assign(new Error("x"), { name: "LoadError", added: [], nextRow: 7 }))).toBe(false);
});

test("a bad argument is a real TypeError", () => {
  const error = argumentError("InvalidId", "Cannot x", all.cause);
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ name: "TypeError", code: "InvalidId", cause: all.cause });
  expect(isSfbulkError(error)).toBe(true);
});

test("what others throw is not ours, whatever it is called", () => {
  const foreign: readonly unknown[] = [
    new TypeError("Cannot use 'in' operator to search for 'a' in undefined"),
    Object.assign(new Error("x"), { name: "SalesforceError", code: "Refused" }),
    AbortSignal.timeout(0).reason,
    runInNewContext("new Error('x')"),
    "Cannot x",
    null,
    undefined,
    7,
  ];
  expect(foreign.filter((one) => isSfbulkError(one))).toEqual([]);
});

test("another copy of the package knows the errors of this one, and the other way round", async () => {
  vi.resetModules();
  const other = await import("@sfbulk/core");
  expect(other.SessionError).not.toBe(SessionError);
  const theirs = new other.SessionError("Cannot x");
  expect(theirs).not.toBeInstanceOf(SessionError);
  expect(isSfbulkError(theirs)).toBe(true);
  expect(other.isSfbulkError(new SessionError("Cannot x"))).toBe(true);
  expect(other.isLoadError(new LoadError("Cannot x", { added: [], nextRow: 1 }))).toBe(true);
});

test("a token source of another copy fails as one of this copy does: with the job and what is known of it", async () => {
  vi.resetModules();
  const other = await import("@sfbulk/core");
  for (const Session of [SessionError, other.SessionError]) {
    const accessToken = (): never => {
      throw new Session("Cannot renew the session: sign in again", { code: "SessionRejected" });
    };
    const error = await rejection(closeJob(connect(scriptedAdapter(), { accessToken }), jobId));
    expect(error).toBeInstanceOf(SessionError);
    expect(error).toMatchObject({ code: "SessionRejected", jobId, attempts: 0 });
    expect(error.message).toBe(`Cannot close job "${jobId}": cannot renew the session: sign in again`);
  }
});

test("an adapter's own error can have a code", () => {
  const error = new RangeError("mine");
  expect(withCode(error, "NotSent")).toBe(error);
  expect(isSfbulkError(error) && error.code).toBe("NotSent");
});
