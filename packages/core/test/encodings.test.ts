import {
  addBatch,
  addBatches,
  type AddBatchesOptions,
  checkSource,
  type Connection,
  type RowSource,
  uploadIngestRows,
  uploadSpec,
} from "@sfbulk/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { findBadUtf8 } from "../src/encoding/decoders/find-bad-utf8.ts";
import { utf8Chunks } from "../src/encoding/utf8-chunks.ts";
import { utf8Decoder } from "../src/encoding/decoders/utf8-decoder.ts";
import { connect, jobId, json, rejection } from "./scripted-adapter.ts";

const job = { id: jobId, contentType: "CSV" } as const;
const ingestJob = { id: jobId, columnDelimiter: "COMMA", lineEnding: "LF" } as const;
const batch = {
  id: "7519H000001XiCzQAK",
  jobId,
  state: "Queued",
  stateMessage: null,
  createdDate: "2024-11-21T08:31:31.000+0000",
  systemModstamp: "2024-11-21T08:31:31.000+0000",
};
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** An org that takes everything, and keeps what reached it. */
function takingOrg(): { readonly connection: Connection; readonly bodies: string[] } {
  const bodies: string[] = [];
  const connection = connect(
    async (_, { method, body }) => {
      // Which batches the job has already is asked once.
      if (method === "GET") return json({ batchInfo: [] });
      bodies.push(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
      return await Promise.resolve(json(batch, 201));
    },
    { gzip: false },
  );
  return { connection, bodies };
}

type Door = (connection: Connection, rows: Uint8Array<ArrayBuffer>, options?: AddBatchesOptions) => Promise<unknown>;
const intoBatches: Door = async (connection, rows, options) => await addBatches(connection, job, rows, options);
const doors: Readonly<Record<string, Door>> = {
  addBatches: intoBatches,
  uploadIngestRows: async (connection, rows, options) => await uploadIngestRows(connection, ingestJob, rows, options),
  addBatch: async (connection, rows) => await addBatch(connection, job, rows),
};
/** Those that take the option. */
const doorsToAnyEncoding = Object.entries(doors).slice(0, 2);

async function sentBy(door: Door, rows: Uint8Array<ArrayBuffer>, options?: AddBatchesOptions): Promise<string> {
  const { connection, bodies } = takingOrg();
  await door(connection, rows, options);
  expect(bodies).toHaveLength(1);
  return bodies[0] ?? "";
}

/** The 32 characters of windows-1252 that are not those of their number, as the Encoding Standard lists them. */
const special = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";
const all = Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x80 && byte < 0xa0 ? (special[byte - 0x80] ?? "") : String.fromCharCode(byte),
);

describe("windows-1252", () => {
  test.each(["windows-1252", "cp1252", "iso-8859-1", "ISO_8859-1", "latin1", " Latin1 ", "l1", "us-ascii", "x-cp1252"])(
    "is %j, and each of its 256 bytes is the character that it is",
    async (encoding) => {
      // What CSV gives a meaning stands in quotes.
      const rows = all.map((_, byte) => (byte === 0x22 ? [0x22, 0x22, 0x22, 0x22] : [0x22, byte, 0x22]));
      const file = Uint8Array.from([0x41, 0x0a, ...rows.flatMap((row) => [...row, 0x0a])]);
      const expected = `A\n${all.map((one) => `"${one === '"' ? '""' : one}"\n`).join("")}`;
      for (const [, door] of doorsToAnyEncoding) expect(await sentBy(door, file, { encoding })).toBe(expected);
    },
  );
  test("of any length is read piece by piece", async () => {
    const file = new Uint8Array(200_000).fill(0xe9);
    file.set([0x41, 0x0a]);
    const { connection, bodies } = takingOrg();
    await addBatches(connection, job, file, { encoding: "latin1" });
    expect(bodies).toEqual([`A\n${"é".repeat(199_998)}`]);
  });
});

describe("bytes that are not UTF-8", () => {
  const latin = Uint8Array.from([...bytes("Name\nAda\n"), 0x46, 0x72, 0x61, 0x6e, 0xe7, 0x6f, 0x69, 0x73, 0x0a]);
  test.each(Object.entries(doors))("are refused by %s, with the line and the byte", async (_, door) => {
    const { connection, bodies } = takingOrg();
    const error = await rejection(door(connection, latin));
    expect(error).toMatchObject({ name: "TypeError", code: "InvalidEncoding" });
    expect(error.message).toContain("line 3 has a byte that is not UTF-8 (0xE7, at offset 13)");
    expect(error.message).toContain('encoding: "windows-1252"');
    expect(bodies).toEqual([]);
  });
  test.each(doorsToAnyEncoding)("are taken by %s when their encoding is named", async (_, door) => {
    expect(await sentBy(door, latin, { encoding: "windows-1252" })).toBe("Name\nAda\nFrançois\n");
  });
  test("are found in a later batch: those before are there, and the error says so", async () => {
    const { connection, bodies } = takingOrg();
    const file = Uint8Array.from([...bytes('A,B\n1,"2\n\n"\r\n3,4\n5,6\n'), 0x80, 0x0a]);
    const error = await rejection(addBatches(connection, job, file, { maxRecords: 1, concurrency: 1 }));
    expect(error).toMatchObject({ name: "LoadError", nextRow: 3, cause: { code: "InvalidEncoding" } });
    expect(error.message).toContain("line 7 has a byte");
    expect(bodies).toEqual(['A,B\n1,"2\n\n"\n', "A,B\n3,4\n"]);
  });
  test("are found wherever they stand, in pieces of any size", async () => {
    const file = Uint8Array.from([...bytes("Näme\nÄ\r\nÖ\rÜ😀"), 0xc3]);
    for (let size = 1; size <= file.length; size++) {
      const pieces = Array.from({ length: Math.ceil(file.length / size) }, (_, index) =>
        file.subarray(index * size, (index + 1) * size),
      );
      const error = await rejection(checkSource(pieces));
      expect(error.message).toContain(`line 4 has a byte that is not UTF-8 (0xC3, at offset ${file.length - 1})`);
    }
  });
  test("of a job of another format are refused too, and archives are not looked at", async () => {
    const { connection, bodies } = takingOrg();
    const broken = Uint8Array.from([...bytes('[{"A":"'), 0xff, ...bytes('"}]')]);
    expect(await rejection(addBatch(connection, { ...job, contentType: "JSON" }, broken))).toMatchObject({
      code: "InvalidEncoding",
    });
    const archive = Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0xff]);
    const adapter = async (): Promise<Response> => await Promise.resolve(json(batch, 201));
    await addBatch(connect(adapter), { ...job, contentType: "ZIP_CSV" }, archive);
    expect(bodies).toEqual([]);
  });
  test.each([
    ["the rest of a character alone", [0x80], 0],
    ["longer than need be, two bytes", [0xc1, 0xbf], 0],
    ["longer than need be, three bytes", [0xe0, 0x9f, 0xbf], 0],
    ["longer than need be, four bytes", [0xf0, 0x8f, 0xbf, 0xbf], 0],
    ["the first of the halves of UTF-16", [0xed, 0xa0, 0x80], 0],
    ["the last of them", [0xed, 0xbf, 0xbf], 0],
    ["beyond the last character", [0xf4, 0x90, 0x80, 0x80], 0],
    ["far beyond it", [0xf5, 0x80, 0x80, 0x80], 0],
    ["a third byte that is none", [0xe2, 0x82, 0x41], 0],
    ["a fourth byte that is none", [0xf0, 0x9f, 0x98, 0x41], 0],
    ["behind what is right", [0xc2, 0x80, 0xed, 0x9f, 0xbf, 0xee, 0x80, 0x80, 0xf4, 0x8f, 0xbf, 0xbf, 0xc2], 12],
  ])("are found where they begin: %s", (_, broken, at) => {
    expect(findBadUtf8(Uint8Array.from(broken))).toBe(at);
    expect(findBadUtf8(Uint8Array.from([...broken, 0x41, 0x41, 0x41]))).toBe(at);
    expect(findBadUtf8(Uint8Array.from([...bytes("x".repeat(100)), ...broken]))).toBe(100 + at);
  });
  test("are refused when they come, and the rest of the source is not read", async () => {
    let pulls = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes("A\n1\n");
      yield Uint8Array.of(0xff);
      for (;;) {
        if (++pulls > 99) throw new Error("read on");
        yield await Promise.resolve(bytes("2\n"));
      }
    };
    expect(await rejection(checkSource(endless))).toMatchObject({ code: "InvalidEncoding" });
    expect(pulls).toBe(0);
  });
  test("any bytes at all: what is refused, and where, is what a decoder refuses", async () => {
    const byte = fc.oneof(
      fc.constantFrom(
        0x00,
        0x41,
        0x7f,
        0x80,
        0x8f,
        0x90,
        0x9f,
        0xa0,
        0xbf,
        0xc0,
        0xc1,
        0xc2,
        0xdf,
        0xe0,
        0xec,
        0xed,
        0xee,
      ),
      fc.constantFrom(0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff),
      fc.integer({ min: 0, max: 255 }),
    );
    const character = fc.oneof(
      byte.map((one) => [one]),
      fc.string({ unit: "binary", minLength: 1, maxLength: 40 }).map((text) => [...bytes(text)]),
    );
    const property = fc.property(
      fc.array(character, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 0, max: 3 }),
      (characters, sizes, offset) => {
        // Where words begin elsewhere, too.
        const file = new Uint8Array([...Array.from({ length: offset }, () => 0), ...characters.flat()]).subarray(
          offset,
        );
        const isValid = (end: number): boolean => {
          try {
            new TextDecoder("utf-8", { fatal: true }).decode(file.subarray(0, end));
            return true;
          } catch {
            return false;
          }
        };
        const whole = isValid(file.length);
        const bad = findBadUtf8(file);
        expect(bad === -1).toBe(whole);
        // All before it is right, and whatever follows it is not.
        if (bad !== -1) expect(isValid(bad)).toBe(true);
        const decoder = utf8Decoder();
        const read: number[] = [];
        let fault: string | undefined;
        for (let at = 0, turn = 0; at < file.length && fault === undefined; turn++) {
          const piece = file.subarray(at, (at += sizes[turn % sizes.length] ?? 1));
          const decoded = decoder.decode(piece, at >= file.length);
          read.push(...decoded.utf8);
          ({ fault } = decoded);
        }
        expect(fault === undefined).toBe(whole);
        expect(read).toEqual([...file.subarray(0, bad === -1 ? file.length : bad)]);
        if (bad !== -1) expect(fault).toContain(`at offset ${bad})`);
      },
    );
    fc.assert(property, seeded(2000));
    await Promise.resolve();
  });
});

const utf16 = (text: string, littleEndian: boolean): Uint8Array<ArrayBuffer> => {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), littleEndian);
  return new Uint8Array(view.buffer);
};

describe("UTF-16", () => {
  const ofTwoBytes = 'Näme,B\r\n"Ä😀\r\n",€\r\n';
  test.each(Object.entries(doors))("is known to %s by its mark, and without one by its zeros", async (_, door) => {
    for (const littleEndian of [true, false]) {
      expect(await sentBy(door, utf16(`\uFEFF${ofTwoBytes}`, littleEndian))).toBe(
        ofTwoBytes.replaceAll("\r\n", expectedEnd(door)),
      );
      expect(await sentBy(door, utf16(ofTwoBytes, littleEndian))).toBe(
        ofTwoBytes.replaceAll("\r\n", expectedEnd(door)),
      );
    }
  });
  /** An upload has the line ends of its job; those in quotes are a value's, and stay. */
  const expectedEnd = (door: Door): ((end: string, at: number) => string) => {
    return (end, at) =>
      door === doors["uploadIngestRows"] && ofTwoBytes.slice(0, at).split('"').length % 2 === 1 ? "\n" : end;
  };
  test.each(["utf-16", "UTF-16LE", "utf-16be", "unicode"])("may be named: %s", async (encoding) => {
    const file = utf16("名,前\n一,二\n", !encoding.endsWith("be"));
    expect(await sentBy(intoBatches, file, { encoding })).toBe("名,前\n一,二\n");
  });
  test("is known byte by byte, also where a byte of a letter is that of a line end", async () => {
    const chinese = "A,B\n上,名\n";
    for (const littleEndian of [true, false]) {
      const pieces = Array.from(utf16(chinese, littleEndian), (byte) => Uint8Array.of(byte));
      const { connection, bodies } = takingOrg();
      await addBatches(connection, job, pieces);
      expect(bodies).toEqual([chinese]);
    }
  });
  test("utf-16 alone is the one that the mark says", async () => {
    const file = utf16("\uFEFFA\n1\n", false);
    expect(await sentBy(intoBatches, file, { encoding: "utf-16" })).toBe("A\n1\n");
  });
  test.each([
    ["half a character", "A\nx\n\uD83Dy\n", "line 3 has a byte that is not UTF-16LE (0x3D, at offset 8)"],
    ["half a character at the end", "A\nx\n\uD83D", "line 3"],
    ["the second half first", "A\nx\n\uDE00", "line 3"],
  ])("with %s is refused with its line", async (_, broken, words) => {
    const error = await rejection(checkSource(utf16(`\uFEFF${broken}`, true), { encoding: "utf-16le" }));
    expect(error).toMatchObject({ code: "InvalidEncoding" });
    expect((await rejection(checkSource(utf16(broken, true), { encoding: "utf-16le" }))).message).toContain(words);
  });
  test("that ends within a character's bytes is refused", async () => {
    const file = utf16("A\n1\n", true);
    expect(await rejection(checkSource(file.subarray(0, file.length - 1)))).toMatchObject({ code: "InvalidEncoding" });
  });
  test("UTF-32 is refused by name", async () => {
    for (const mark of [
      [0xff, 0xfe, 0, 0, 0x41, 0, 0, 0],
      [0, 0, 0xfe, 0xff, 0, 0, 0, 0x41],
    ]) {
      const error = await rejection(checkSource(Uint8Array.from([...mark, 0x0a, 0, 0, 0])));
      expect(error).toMatchObject({
        code: "UnsupportedEncoding",
        message: expect.stringContaining("UTF-32") as string,
      });
    }
  });
  test("a few zeros among values are values", async () => {
    const file = bytes("Name\nA\u0000\n\u0000\u0000B\nNothing else of the kind is in here\n");
    expect(await sentBy(intoBatches, file)).toContain("A\u0000\n\u0000\u0000B\n");
  });
});

describe("an encoding that is named", () => {
  test.each([
    ["windows-1252", bytes("\uFEFFA\n1\n"), "they begin with the byte order mark of utf-8"],
    ["utf-8", utf16("\uFEFFA\n1\n", true), "they begin with the byte order mark of utf-16le"],
    ["utf-8", utf16("A\n1\n", false), "the zeros between their letters show utf-16be"],
    ["utf-16le", utf16("\uFEFFA\n1\n", false), "they begin with the byte order mark of utf-16be"],
  ])("%s, but is not the one that the bytes show, is refused", async (encoding, file, words) => {
    const error = await rejection(checkSource(file, { encoding }));
    expect(error).toMatchObject({ code: "InvalidEncoding", message: expect.stringContaining(words) as string });
  });
  test.each([
    ["utf-99", "UnsupportedEncoding"],
    ["", "UnsupportedEncoding"],
    [5, "InvalidArgument"],
  ])("%j, is none: refused at the call", async (encoding, code) => {
    const options = { encoding: encoding as string };
    const { connection, bodies } = takingOrg();
    const unread: RowSource = () => {
      throw new Error("it was opened");
    };
    const errors = [
      addBatches(connection, job, unread, options),
      uploadIngestRows(connection, ingestJob, unread as () => string, options),
      checkSource(unread, options),
    ].map(rejection);
    for (const error of await Promise.all(errors)) {
      expect(error).toMatchObject({ name: "TypeError", code });
    }
    expect(bodies).toEqual([]);
  });
  test("is read by the runtime where it is none of ours, cut anywhere, and refused with the line", async () => {
    // "Ж,日\nя\n" and the like, in bytes of each.
    const files = {
      koi8: [0x41, 0x0a, 0xf6, 0x0a],
      shift_jis: [0x41, 0x0a, 0x93, 0xfa, 0x0a],
      "iso-8859-15": [0x41, 0x0a, 0xa4, 0x0a],
    };
    const expected = { koi8: "Ж", shift_jis: "日", "iso-8859-15": "€" };
    for (const [encoding, file] of Object.entries(files)) {
      const { connection, bodies } = takingOrg();
      const pieces = file.map((byte) => Uint8Array.of(byte));
      await addBatches(connection, job, pieces, { encoding });
      expect(bodies).toEqual([`A\n${expected[encoding as keyof typeof expected]}\n`]);
    }
    const error = await rejection(
      checkSource(Uint8Array.from([0x41, 0x0a, 0x41, 0x0a, 0x93]), { encoding: "shift_jis" }),
    );
    expect(error.message).toContain("line 3 has a character that is not shift_jis");
  });
});

describe("a byte order mark", () => {
  test.each(Object.entries(doors))("does not go out through %s", async (_, door) => {
    expect(await sentBy(door, bytes("\uFEFFName\nA\uFEFF\n"))).toBe("Name\nA\uFEFF\n");
  });
  test("nor at the beginning of a string", async () => {
    const { connection, bodies } = takingOrg();
    await addBatches(connection, job, "\uFEFFName\nA\n");
    await addBatches(connection, job, ["\uFEFF", "Name\nA\n"]);
    await addBatch(connection, job, "\uFEFFName\nA\n");
    await uploadIngestRows(connection, ingestJob, "\uFEFFName\nA\n");
    const spec = "Salesforce Field,Csv Header,Value,Hint\nLastName,Surname,,\n";
    await uploadSpec(connection, job, `\uFEFF${spec}`);
    expect(bodies).toEqual([...Array.from({ length: 4 }, () => "Name\nA\n"), spec]);
  });
  test("alone is nothing", async () => {
    const { connection, bodies } = takingOrg();
    for (const door of Object.values(doors)) {
      expect(["EmptySource", "EmptyBatch"]).toContain((await rejection(door(connection, bytes("\uFEFF"))))["code"]);
    }
    expect(bodies).toEqual([]);
  });
});

describe("half a character", () => {
  test("in a string is refused at every door: UTF-8 cannot hold it", async () => {
    const { connection, bodies } = takingOrg();
    const broken = "Name\nA\nx\uD83D,\n";
    const errors = [
      addBatches(connection, job, broken),
      addBatch(connection, job, broken),
      uploadIngestRows(connection, ingestJob, broken),
      uploadSpec(connection, job, broken),
    ].map(rejection);
    for (const error of await Promise.all(errors)) {
      expect(error).toMatchObject({ code: "InvalidEncoding", message: expect.stringContaining("line 3") as string });
    }
    for (const contentType of ["CSV", "JSON", "XML"] as const) {
      const error = await rejection(addBatches(connection, { ...job, contentType }, [{ Name: "\uD83D" }]));
      expect(error).toMatchObject({
        code: "InvalidRow",
        message: expect.stringContaining("Cannot add row 1") as string,
      });
    }
    expect(bodies).toEqual([]);
  });
});

describe("strings and bytes in one source", () => {
  const read = async (pieces: readonly (string | Uint8Array)[]): Promise<string> => {
    const source = async function* (): AsyncGenerator<string | Uint8Array> {
      yield* pieces;
      await Promise.resolve();
    };
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let text = "";
    const options = { encoding: undefined, line: () => 1, onEncoding: () => undefined, onBytes: () => undefined };
    for await (const chunk of utf8Chunks(source(), options)) text += decoder.decode(chunk, { stream: true });
    return text + decoder.decode();
  };
  test.each([65_535, 65_536, 65_537, 131_071, 131_072, 131_073])(
    "a string of %i characters stands before the bytes behind it, all of it",
    async (length) => {
      const text = `A\n${"x".repeat(length - 3)}y`;
      expect(text).toHaveLength(length);
      const { connection, bodies } = takingOrg();
      await addBatches(connection, job, [text, bytes("\nz\n")]);
      expect(bodies).toEqual([`${text}\nz\n`]);
      expect(await read([`${text}😀`, bytes("\nz\n")])).toBe(`${text}😀\nz\n`);
    },
  );
  test("come in their order, wherever they are cut, characters of two halves too", async () => {
    const character = fc.constantFrom("a", "é", "€", "😀", "\n", ",", "\uFFFD");
    const property = fc.asyncProperty(
      fc.array(character, { maxLength: 30 }),
      fc.array(fc.record({ at: fc.nat(200), isText: fc.boolean() }), { maxLength: 8 }),
      fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) }),
      fc.boolean(),
      async (characters, cuts, long, beginsAsText) => {
        // Around the length at which a string is encoded in portions.
        const text = `A\n${"x".repeat(long === 0 ? 0 : 65_530 * long)}${characters.join("")}`;
        const places = cuts.map(({ at, isText }) => ({ at: Math.max(0, text.length - at), isText }));
        const sorted = places.toSorted((one, other) => one.at - other.at);
        const pieces: (string | Uint8Array)[] = [];
        let from = 0;
        let isText = beginsAsText;
        for (const cut of [...sorted, { at: text.length, isText }]) {
          let { at } = cut;
          // Bytes cannot begin or end within a character that a string has cut.
          if (isHalf(text, at) && !(isText && cut.isText)) at++;
          if (at < from) continue;
          const piece = text.slice(from, at);
          if (isText) pieces.push(piece);
          else {
            const encoded = bytes(piece);
            const middle = encoded.length >> 1;
            pieces.push(encoded.subarray(0, middle), encoded.subarray(middle));
          }
          ({ isText } = cut);
          from = at;
        }
        expect(await read(pieces)).toBe(text);
      },
    );
    await fc.assert(property, seeded(1500));
  });
  const isHalf = (text: string, at: number): boolean => {
    const code = text.charCodeAt(at);
    return code >= 0xdc_00 && code <= 0xdf_ff;
  };
});
