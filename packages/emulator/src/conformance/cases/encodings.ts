import type { ConformanceCase } from "./conformance-case.ts";
import { expectEqual, expectRejection } from "./expect.ts";

/** The characters of the bytes 0x80 to 0x9F in windows-1252, as the Encoding Standard lists them. */
const special = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";
const characters = Array.from({ length: 256 }, (_, byte) => special[byte - 0x80] ?? String.fromCharCode(byte));

/** One row for each byte, in quotes, since some mean something in CSV. */
const file = Uint8Array.from(
  characters.flatMap((_, byte) => [0x22, 0x78, ...(byte === 0x22 ? [0x22, 0x22] : [byte]), 0x78, 0x22, 0x0a]),
);

/** What runtimes decode in different ways, and what bytes a file may have. */
export const encodings: readonly ConformanceCase[] = [
  {
    name: "each of the 256 bytes of windows-1252 comes to the org as the character that it is",
    run: async ({ sfbulk, connect, control }) => {
      const { value: added } = await sfbulk.withJob(
        connect(),
        { operation: "insert", object: "Contact" },
        async (job) => await sfbulk.addBatches(connect(), job, file, { header: ["LastName"], encoding: "latin1" }),
      );
      expectEqual(
        added.map(({ rows }) => rows),
        [256],
        "the rows",
      );
      await control.advance(60_000);
      const held = (await control.records("Contact")).map((record) => String(record["LastName"]));
      expectEqual(
        held.map((text) => Array.from(text, (one) => one.codePointAt(0))),
        characters.map((one) => Array.from(`x${one}x`, (part) => part.codePointAt(0))),
        "the characters",
      );
    },
  },
  {
    name: "bytes that are not UTF-8 are refused with their line, and nothing is sent",
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect();
      const job = await sfbulk.createJob(connection, { operation: "insert", object: "Contact" });
      const bytes = Uint8Array.from("LastName\nFran\u00E7ois\n", (one) => one.charCodeAt(0));
      for (const source of [bytes, new Blob([bytes]), new Blob([bytes]).stream()]) {
        const error = await expectRejection(sfbulk.addBatches(connection, job, source), "a file in another encoding");
        expectEqual(error["code"], "InvalidEncoding", "the code");
        expectEqual(error.message.includes("line 2"), true, `the line in ${error.message}`);
      }
      expectEqual((await control.batches(job.id)).length, 0, "the batches");
    },
  },
];
