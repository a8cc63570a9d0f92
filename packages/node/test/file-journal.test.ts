import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { fileJournal, type JournalEntry } from "../src/index.ts";

const closed = (number: number): JournalEntry => ({ kind: "job-closed", jobId: `job ${number} – ß` });

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "accounts.journal");
}

it("keeps entries for the next process, for its owner alone", async () => {
  const path = newPath();
  const journal = fileJournal(path);
  expect(await journal.read()).toEqual([]);
  await journal.append(closed(0), 0);
  await journal.append(closed(1), 1);
  expect(await fileJournal(path).read()).toEqual([closed(0), closed(1)]);
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
});

it("leaves out a line that was cut, and goes on behind it", async () => {
  const path = newPath();
  const journal = fileJournal(path);
  await journal.append(closed(0), 0);
  const { size } = statSync(path);
  await journal.append(closed(1), 1);
  truncateSync(path, size + 20);
  const next = fileJournal(path);
  expect(await next.read()).toEqual([closed(0)]);
  await next.append(closed(2), 1);
  expect(await fileJournal(path).read()).toEqual([closed(0), closed(2)]);
});

it("has one run for each place, however many write at the same time", async () => {
  const path = newPath();
  const runs = Array.from({ length: 8 }, () => fileJournal(path));
  await Promise.all(runs.map(async (journal) => await journal.read()));
  const outcomes = await Promise.allSettled(
    runs.map(async (journal, number) => {
      await journal.append(closed(number), 0);
      return number;
    }),
  );
  const won = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  expect(won).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "JournalTaken" });
  }
  expect(await fileJournal(path).read()).toEqual(won.map(closed));
});

it("does not write into a file that is something else", async () => {
  const path = newPath();
  writeFileSync(path, "Name\nAcme\n");
  await expect(fileJournal(path).read()).rejects.toMatchObject({ name: "JournalError", code: "InvalidJournal" });
  expect(readFileSync(path, "utf8")).toBe("Name\nAcme\n");
});

it("says what the file system says", async () => {
  const path = newPath();
  await expect(fileJournal(join(path, "below")).append(closed(0), 0)).rejects.toMatchObject({ code: "ENOENT" });
  writeFileSync(path, "");
  chmodSync(path, 0o600);
  await expect(fileJournal(join(path, "below")).read()).rejects.toMatchObject({ code: "ENOTDIR" });
});

it.each(["", undefined, 5, 10n])("refuses the path %s", (path) => {
  expect(() => fileJournal(path as string)).toThrow(/^Cannot use path: expected the path of a file, got /);
});
