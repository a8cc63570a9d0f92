// Checks the types of a package as its users will get them. attw must see what pnpm publishes (workspace:^, catalog: and
// publishConfig resolved), so the package is packed by pnpm first.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// On Windows the commands are .cmd files, which only a shell starts. No argument here comes from outside.
const shell = process.platform === "win32";
const folder = mkdtempSync(join(tmpdir(), "attw-"));
try {
  const packed = execFileSync("pnpm", ["pack", "--json", "--pack-destination", folder], { encoding: "utf8", shell });
  const { filename } = JSON.parse(packed);
  const options = ["--profile", "esm-only", "--format", "ascii", "--no-emoji", "--no-color", "-q"];
  execFileSync("attw", [filename, ...options], { stdio: "inherit", shell });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
