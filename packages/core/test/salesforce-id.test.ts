import { isSameId, settleClose, toLongId } from "@sfbulk/core";
import { expect, test } from "vitest";
import { checkId } from "../src/arguments/check-id.ts";
import { isSalesforceId } from "../src/protocol/salesforce-id.ts";
import { connect, jobId, jobReply, scriptedAdapter } from "./scripted-adapter.ts";

// Recorded in public traffic.
const recorded = [
  "7509H0000016GUXQA2",
  "7519H000001XiCzQAK",
  "7509H0000016HP0QAM",
  "750Kf00000R1wzRIAR",
  "751Kf000018uaV7IAI",
  "7508Z00000lSXvxQAG",
  "0056g000004tCpaAAE",
  "005D0000001ALVFIA4",
  "750D0000000002lIAA",
  "0019H00000H1RMDQA3",
  "001D000000IqhSLIAZ",
];

test.each(recorded)("toLongId gives the recorded checksum of %s", (id) => {
  expect(toLongId(id.slice(0, 15))).toBe(id);
  expect(isSalesforceId(id, id.slice(0, 3))).toBe(true);
});
test("an id whose case was lost is refused, and the message shows what it would be", () => {
  expect(() => checkId("7509h0000016guxqa2", "750", "jobId")).toThrow(/its last three characters do not fit/);
  expect(() => checkId("7509H0000016GUXQA3", "750", "jobId")).toThrow('it is "7509H0000016GUXQA2"');
});
test.each(["7509H0000016GUX?", "7509H0000016GU", "", "750/../../../abc", "7509H0000016GUX\n", "%2f09H0000016GUX"])(
  "%j is no id",
  (id) => {
    expect(() => checkId(id, "750", "jobId")).toThrow(TypeError);
  },
);
test("a long text is not repeated whole", () => {
  expect(() => checkId("x".repeat(1000), "750", "jobId")).toThrow(/^.{0,140}$/);
});
test("isSameId compares the 15 characters, with their case", () => {
  expect(isSameId("7509H0000016GUX", "7509H0000016GUXQA2")).toBe(true);
  expect(isSameId("7509H0000016GUx", "7509H0000016GUXQA2")).toBe(false);
});

test.each(["7509H0000016GUXqA2", "7509H0000016GUXQA3", "7509H0000016GUXQA"])(
  "a reply about %s, whose checksum is damaged, says nothing of the job",
  async (id) => {
    const adapter = scriptedAdapter(jobReply({ id, state: "Closed" }), jobReply({ state: "Closed" }));
    const { job, verifiedBy } = await settleClose(connect(adapter), jobId);
    expect(job.id).toBe(jobId);
    expect(verifiedBy).toBe("read");
  },
);
test.each([
  ["7509H0000016GUXQA2", "7509H0000016GUX"],
  ["7509H0000016GUX", "7509H0000016GUXQA2"],
])("a job asked for as %s may be shown as %s", async (asked, shown) => {
  const adapter = scriptedAdapter(jobReply({ id: shown, state: "Closed" }));
  expect((await settleClose(connect(adapter), asked)).verifiedBy).toBe("reply");
});
