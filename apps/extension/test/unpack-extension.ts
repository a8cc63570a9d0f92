import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { onTestFinished } from "vitest";

/** Makes a folder for the time of one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-extension-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Reads what a store gets, by the names of its files. */
export function readArchive(store: "chrome" | "firefox"): Record<string, Uint8Array> {
  const archive = new URL(`../dist/sfbulk-${store}.zip`, import.meta.url);
  if (!existsSync(archive)) throw new Error("The extension is not built: run npm run extension");
  return unzipSync(readFileSync(archive));
}

/** Unpacks what a store gets, for the time of one test. */
export function unpackExtension(store: "chrome" | "firefox"): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(readArchive(store))) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}
