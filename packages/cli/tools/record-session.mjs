// Records the session of the README: runs each command on a pseudo-terminal against an emulated org, and puts what one
// sees between the two marks. `pnpm --filter sfbulk record`, after a build.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEmulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { recordTerminal, writeSession } from "./record-terminal.mjs";

const hour = 3_600_000;
const bin = fileURLToPath(new URL("../dist/node/bin.js", import.meta.url));
const readme = fileURLToPath(new URL("../README.md", import.meta.url));

const { control, handle, accessToken } = createEmulator({ queueTime: 100, processTime: 100 });
// A port of its own, so that what stands in the README stays the same.
const server = await listen({ handle }, { port: 8787 });
const folder = mkdtempSync(join(tmpdir(), "sfbulk-session-"));
await control.addJob({ ageMs: 75 * hour, batches: ["Name\nAcme\nGlobex\n"] });
await control.addJob({ ageMs: 50 * hour, object: "Contact", operation: "update" });
const columns =
  "Username,LastName,Alias,Email,EmailEncodingKey,LanguageLocaleKey,LocaleSidKey,ProfileId,TimeZoneSidKey";
const other = "nan@acme.example,Nightly,nan,nan@acme.example,UTF-8,en_US,en_US,00e8Z000000EmuPQAS,GMT";
await control.addJob({
  object: "User",
  ageMs: 100 * hour,
  state: "Closed",
  batches: [`${columns}\n${other}\n`],
});
const nightly = (await control.records("User")).find(({ LastName }) => LastName === "Nightly");
await control.addJob({ ageMs: 49 * hour, createdById: String(nightly?.["Id"]) });
await control.addJob({ ageMs: 2 * hour, state: "Closed", batches: ["Name\nInitech\n"] });
writeFileSync(join(folder, "accounts.csv"), `Name,Phone\n${"Acme,555\n".repeat(24_000)},556\n`);

// The third batch gets no answer for as long as somebody waits: there is time for Ctrl-C.
await control.fail({ kind: "never-answers", on: { operation: "addBatch" }, skip: 2, times: 1 });

/** @type {readonly (readonly [parameters: readonly string[], seen?: RegExp, keys?: string])[]} */
const calls = [
  [["list", "--limit", "4"]],
  [["close", "--stale"], /\(y\/N\)/, "y\r"],
  [
    ["load", "accounts.csv", "--sobject", "Account", "--operation", "insert"],
    /(?:14,001|20,000) rows uploaded/,
    "\u0003",
  ],
  [["load", "accounts.csv", "--resume"]],
  [["query", "SELECT Id, Name FROM Account WHERE Name = 'Globex'"]],
];

/** @type {(parameters: readonly string[], seen?: RegExp, keys?: string) => Promise<string>} */
const record = (parameters, seen, keys) =>
  recordTerminal({
    words: ["sfbulk", ...parameters],
    command: [process.execPath, bin, ...parameters],
    cwd: folder,
    env: { PATH: process.env["PATH"], SF_ACCESS_TOKEN: accessToken, SF_ORG_INSTANCE_URL: server.url },
    seen,
    keys,
  });

const parts = [];
for (const call of calls) parts.push(await record(...call));
await server.close();
rmSync(folder, { recursive: true });
writeSession(readme, parts);
