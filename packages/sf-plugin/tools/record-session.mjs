// Records the session of the README: runs each command in the sf CLI, on a pseudo-terminal, against an emulated org, and
// puts what one sees between the two marks; and the size of what is installed. `pnpm --filter @sfbulk/sf-plugin record`,
// after a build.
import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createEmulator, defaultClient, defaultUser } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { recordTerminal, writeSession } from "../../cli/tools/record-terminal.mjs";
import { findSf, sfEnvironment } from "../../../tools/fetch-sf.mjs";
import { installPlugin, sizeOf } from "./install-plugin.mjs";

const hour = 3_600_000;
const readme = fileURLToPath(new URL("../README.md", import.meta.url));

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const clients = [{ ...defaultClient, publicKey: publicKey.export({ format: "jwk" }) }];
const { control, handle } = createEmulator({ clients, queueTime: 100, processTime: 100 });
// A port of its own, so that what stands in the README stays the same.
const server = await listen({ handle }, { port: 8787 });
const [program, plugin] = [await findSf(), await installPlugin()];
const folder = mkdtempSync(join(tmpdir(), "sfbulk-session-"));
// As `sf plugins install` leaves it.
const data = join(folder, ".local", "share", "sf");
mkdirSync(data, { recursive: true });
symlinkSync(plugin.folders[0] ?? "", join(data, "node_modules"));
const plugins = [{ name: "@sfbulk/sf-plugin", type: "user", tag: "latest" }];
writeFileSync(join(data, "package.json"), JSON.stringify({ private: true, oclif: { schema: 1, plugins } }));
writeFileSync(join(folder, "server.key"), privateKey.export({ type: "pkcs8", format: "pem" }));
await control.addJob({ ageMs: 75 * hour, batches: ["Name\nAcme\nGlobex\n"] });
await control.addJob({ ageMs: 50 * hour, object: "Contact", operation: "update" });
await control.addJob({ ageMs: 2 * hour, state: "Closed", batches: ["Name\nInitech\n"] });
writeFileSync(join(folder, "accounts.csv"), `Name,Phone\n${"Acme,555\n".repeat(24_000)},556\n`);

// An org of Salesforce is no plain http, of which the library of the sf CLI warns.
const env = { ...sfEnvironment(folder), NODE_NO_WARNINGS: "1" };
const command = [program.node, "--no-deprecation", program.script];
const login = `org login jwt --client-id ${defaultClient.clientId} --jwt-key-file server.key --username ${defaultUser.username} --instance-url ${server.url} --alias dev --set-default`;
await promisify(execFile)(program.node, [...command.slice(1), ...login.split(" ")], { cwd: folder, env });

/** @type {readonly (readonly [parameters: readonly string[], keys?: string])[]} */
const calls = [
  [["bulk", "list"]],
  [["bulk", "close", "--stale"], "y\r"],
  [["bulk", "load", "accounts.csv", "--sobject", "Account", "--operation", "insert"]],
];
const parts = [];
for (const [parameters, keys] of calls) {
  const words = ["sf", ...parameters];
  parts.push(await recordTerminal({ words, command: [...command, ...parameters], cwd: folder, env, keys }));
}
const bytes = plugin.folders.reduce((sum, one) => sum + sizeOf(one), 0);
await server.close();
plugin.remove();
rmSync(folder, { recursive: true });
writeSession(readme, parts);
const page = readFileSync(readme, "utf8");
writeFileSync(readme, page.replace(/\d+ MB/, `${(bytes / 1e6).toFixed(0)} MB`));
