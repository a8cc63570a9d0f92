import { closeJob, normaliseInstanceUrl, redact } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { faultOfGrowth } from "../../../tools/expect-linear.mjs";
import { copyCause } from "../src/errors/copy-cause.ts";
import { redactStart } from "../src/errors/redact.ts";
import { wordsOfError } from "../src/errors/words-of-error.ts";
import { readErrorCell } from "../src/protocol/row-error-cell.ts";
import { readFault } from "../src/replies/read-fault.ts";
import { formatOf } from "../src/rows/read-query-rows.ts";
import { readRequestRows } from "../src/rows/read-request-rows.ts";
import { connect, fault, hurried, jobId, rejection, scriptedAdapter } from "./scripted-adapter.ts";

// Who writes what we read may want us to stand still: no text takes longer than its length.

const filled =
  (piece: string, before = "", after = "") =>
  (length: number): string =>
    `${before}${piece.repeat(Math.ceil(length / piece.length)).slice(0, Math.max(0, length - before.length - after.length))}${after}`;

const pieces = [
  "eyJ",
  "eyJaaaaaaaa.",
  "00D",
  "00Daaaaaaaaaaaa!",
  "sid=",
  "password ",
  "Bearer ",
  "force://",
  '"',
  " ",
  "\n",
];

describe("what strikes secrets out takes a time that grows as the text does", () => {
  test.each([...pieces, "access_token:", "authorization= ", "a", "-", "."])("on %j again and again", (piece) => {
    expect(faultOfGrowth((text) => redact(text, "a token"), filled(piece))).toBe("");
    expect(faultOfGrowth((text) => copyCause(new Error(text), "a token"), filled(piece))).toBe("");
    expect(faultOfGrowth((text) => wordsOfError(text), filled(piece))).toBe("");
  });
});

const rejected = (work: () => unknown): void => expect(work).toThrow();

test.each([
  ["eyJabcdefgh.abc.def", "[session]"],
  ["a%3DeyJabcdefgh.abc.def", "a%3D[session]"],
  ["see xeyJabcdefgh.abc and on", "see x[session] and on"],
  ["v1.eyJabcdefgh.abc.def.ghi", "v1.[session]"],
  ["eyJ.eyJabcdefgh.abc", "eyJ.[session]"],
  ["eyJabc.abc", "eyJabc.abc"],
  ["eyJabcdefgh", "eyJabcdefgh"],
  ["eyJabcdefgh. Next", "eyJabcdefgh. Next"],
])("a JWT is struck out: %s", (text, clean) => {
  expect(redact(text)).toBe(clean);
});

test("where a text is cut, no half of a secret is left", () => {
  const secret = "opaque-secret-without-a-shape";
  for (let at = 60; at <= 110; at++) {
    const clean = redactStart(`${"x".repeat(at)}${secret}${"y".repeat(500)}`, 100, secret);
    expect(clean.length).toBeLessThanOrEqual(100);
    expect(clean.replace(/^x+/, "")).not.toMatch(/opa/);
  }
  expect(redactStart("short", 100, secret)).toBe("short");
});

describe("what reads replies takes a time that grows as they do", () => {
  const read: readonly [string, (text: string) => unknown, (length: number) => string][] = [
    ["a row's errors", readErrorCell, filled(" ", "A_B:c:", "x")],
    ["a row's errors, of dashes", readErrorCell, filled("-- ", "A_B:")],
    ["a row's errors, of colons", readErrorCell, filled("A:", "A_B:")],
    [
      "a word of the identity service",
      (text) => readFault({ kind: "text", text, bytes: new Uint8Array(0) }),
      filled("a", "", "_OAuth_Toke"),
    ],
    ["the end of JSON", (text) => formatOf("[").isEnd(text), filled(" ", "[", "x")],
    ["the end of XML", (text) => formatOf("<").isEnd(text), filled(" ", "<queryResult", "x")],
    ["the start of XML", (text) => formatOf("<").isEnd(text), filled("?", "<?")],
    ["numbers of JSON", readRequestRows, filled("1", '[{"a":', "}]")],
    ["strings of JSON", readRequestRows, filled("\\\\", '[{"a":"', '"}]')],
    ["an address", (text) => rejected(() => normaliseInstanceUrl(text)), filled("a.", "https://", "?")],
    ["an address with slashes", (text) => rejected(() => normaliseInstanceUrl(text)), filled("//", "//")],
  ];
  test.each(read)("%s", (_, work, textOf) => {
    // JSON is parsed besides, and an address by the runtime.
    expect(faultOfGrowth(work, textOf)).toBe("");
  });

  test.each([
    ["a message", (text: string) => fault("InvalidBatch", text), "eyJ"],
    ["a code", (text: string) => fault(text, "no"), "00D"],
    ["a page", (text: string) => new Response(`<html>${text}`, { status: 400 }), "<title"],
    ["a page of pages", (text: string) => new Response(text, { status: 400 }), "<html>"],
    ["nothing", (text: string) => new Response(text, { status: 400 }), " "],
  ] as const)("%s of 1 MB, and the error is short", async (_, answer, piece) => {
    const adapter = scriptedAdapter(answer(filled(piece)(1_000_000)));
    const error = await rejection(closeJob(connect(adapter, { retry: { ...hurried, attempts: 1 } }), jobId));
    expect(error.message.length).toBeLessThan(1000);
    const { exceptionMessage = "", exceptionCode = "" } = error as {
      exceptionMessage?: string;
      exceptionCode?: string;
    };
    expect(exceptionMessage.length).toBeLessThanOrEqual(10_000);
    expect(exceptionCode.length).toBeLessThanOrEqual(200);
  });
});
