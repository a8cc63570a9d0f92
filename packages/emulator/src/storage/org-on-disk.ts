import { readFileSync, writeFileSync } from "node:fs";
import type { OrgFile } from "../control/org-file.ts";
import type { Emulator } from "../emulator/emulator.ts";

/**
 * Puts the org of a file that {@link exportOrgFile} has written in the place of an emulator's. The file is only read.
 *
 * @throws TypeError for a file that holds no org, was written by another version of the emulator, or is damaged; the
 *   system's error where it cannot be read.
 * @example
 * ```ts
 * import { tmpdir } from "node:os";
 * import { createEmulator } from "@sfbulk/emulator";
 * import { exportOrgFile, importOrgFile } from "@sfbulk/emulator/node";
 *
 * const file = `${tmpdir()}/accounts.org.json`;
 * const emulator = createEmulator();
 * await emulator.control.addJob({ batches: ["Name\nAcme\n"] });
 * await exportOrgFile(emulator, file);
 *
 * const another = createEmulator();
 * await importOrgFile(another, file);
 * console.log((await another.control.jobs()).length); // 1
 * ```
 */
export async function importOrgFile({ control }: Pick<Emulator, "control">, file: string): Promise<void> {
  const text = readFileSync(file, "utf8");
  let org: unknown;
  try {
    org = JSON.parse(text);
  } catch {
    // The parser's words would quote what may be a token; what follows says enough.
  }
  await control.importOrg(org as OrgFile);
}

/**
 * Writes the org of an emulator to a file, for {@link importOrgFile}. It holds the org's tokens: nobody else may read it.
 *
 * @throws the system's error where it cannot be written.
 * @example
 * ```ts
 * import { tmpdir } from "node:os";
 * import { createEmulator } from "@sfbulk/emulator";
 * import { exportOrgFile } from "@sfbulk/emulator/node";
 *
 * await exportOrgFile(createEmulator(), `${tmpdir()}/empty.org.json`);
 * ```
 */
export async function exportOrgFile({ control }: Pick<Emulator, "control">, file: string): Promise<void> {
  writeFileSync(file, `${JSON.stringify(await control.exportOrg())}\n`, { mode: 0o600 });
}
