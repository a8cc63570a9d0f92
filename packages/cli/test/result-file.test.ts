import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { resultFile } from "../src/files/result-file.ts";

const folder = mkdtempSync(join(tmpdir(), "sfbulk-result-file-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A pipe that somebody has opened and reads nothing of yet. */
async function openPipe(name: string): Promise<{ path: string; reader: FileHandle }> {
  const path = join(folder, name);
  expect(spawnSync("mkfifo", [path]).status).toBe(0);
  return { path, reader: await open(path, "r+") };
}

test.skipIf(process.platform === "win32")(
  "who writes need not wait after each piece, and does where some MB are not written yet",
  async () => {
    const { path, reader } = await openPipe("pipe");
    const file = await resultFile(path, { overwrite: false, again: () => undefined });
    const piece = new Uint8Array(256 * 1024);
    let pieces = 0;
    let last: Promise<void>;
    do {
      pieces++;
      last = file.write(piece);
    } while (await Promise.race([last.then(() => true), setImmediate(false)]));
    expect(pieces).toBe(16);
    for (let left = pieces * piece.length; left > 0;) left -= (await reader.read(piece)).bytesRead;
    await last;
    await file.close();
    await reader.close();
  },
);

test.skipIf(process.platform === "win32")(
  "of a pipe whose reader has stopped, it says so, and not to make room",
  async () => {
    const { path, reader } = await openPipe("pipe of nobody");
    const file = await resultFile(path, { overwrite: false, again: () => "sfbulk results 750" });
    await reader.close();
    const written = file.write("1,2").then(file.close);
    await expect(written).rejects.toMatchObject({
      message: `Cannot write ${path}: whoever read it has stopped`,
      actions: ["Have it read to its end; then: sfbulk results 750"],
    });
  },
);
