import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { fileJournal, type JournalEntry } from "@sfbulk/deno";

const closed = (number: number): JournalEntry => ({ kind: "job-closed", jobId: `job ${number} – ß` });

async function inFolder(work: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(`${folder}/accounts.journal`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a journal is kept for the next process, for its owner alone", async () => {
  await inFolder(async (path) => {
    const journal = fileJournal(path);
    deepStrictEqual(await journal.read(), []);
    await journal.append(closed(0), 0);
    await journal.append(closed(1), 1);
    deepStrictEqual(await fileJournal(path).read(), [closed(0), closed(1)]);
    if (Deno.build.os !== "windows") strictEqual(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  });
});

Deno.test("a line that was cut is left out", async () => {
  await inFolder(async (path) => {
    const journal = fileJournal(path);
    await journal.append(closed(0), 0);
    const { size } = await Deno.stat(path);
    await journal.append(closed(1), 1);
    await Deno.truncate(path, size + 20);
    const next = fileJournal(path);
    deepStrictEqual(await next.read(), [closed(0)]);
    await next.append(closed(2), 1);
    deepStrictEqual(await fileJournal(path).read(), [closed(0), closed(2)]);
  });
});

Deno.test("a place that is taken is refused", async () => {
  await inFolder(async (path) => {
    const [one, other] = [fileJournal(path), fileJournal(path)];
    await Promise.all([one.read(), other.read()]);
    await one.append(closed(0), 0);
    await rejects(other.append(closed(1), 0), { name: "JournalError", code: "JournalTaken" });
  });
});

Deno.test("a file that is something else is refused", async () => {
  await inFolder(async (path) => {
    await Deno.writeTextFile(path, "Name\nAcme\n");
    await rejects(fileJournal(path).read(), { name: "JournalError", code: "InvalidJournal" });
    strictEqual(await Deno.readTextFile(path), "Name\nAcme\n");
  });
});

Deno.test("a path that is none is refused", () => {
  throws(() => fileJournal(""), new TypeError("Cannot use path: expected the path of a file, got an empty string"));
});
