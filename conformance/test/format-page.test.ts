import { expect, test } from "vitest";
import { formatPage, readColumn } from "../src/probe/format-page.ts";

const columns = ["Node 24", "Firefox page"].map((runtime) => ({
  runtime,
  rows: [
    { topic: "Sending", what: "a `Request` in place of a URL", answer: runtime },
    { topic: "Headers", what: "`Date` is readable", answer: "yes" },
  ],
}));
const page = formatPage(columns);

test("what the page says of a runtime is read from it as it was written", () => {
  expect(readColumn(page, "Firefox page")).toEqual(columns[1]);
  expect(readColumn(page, "Node 24")).toEqual(columns[0]);
});

test("of a runtime that has no column of its own, it says nothing", () => {
  expect(readColumn(page, "WebKit page")).toBeUndefined();
  expect(readColumn("# Nothing", "WebKit page")).toBeUndefined();
});
