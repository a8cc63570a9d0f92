import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { measureKilled } from "./tasks/measure-killed.ts";
import { measureLine } from "./tasks/measure-line.ts";
import { makeFiles } from "./tasks/make-files.ts";
import { taskLines } from "./tasks/task-lines.ts";
import { header, lineOf } from "./tasks/task-rows.ts";
const k = Number(process.env["SCALE"] ?? 1);
const amounts = {
  closed: 100,
  records: 20000 * k,
  fileBytes: 10e6 * k,
  partBytes: 10e6 * k,
  results: 20000 * k,
  exported: 200000 * k,
  pageRows: 50000,
  killed: 1,
};
const folder = mkdtempSync("/tmp/bench-tasks-");
mkdirSync(`${folder}/home`);
writeFileSync(`${folder}/row.csv`, header + lineOf(1));
writeFileSync(
  `${folder}/ids.txt`,
  Array.from({ length: 100 }, (_, i) => `750${String(i + 1).padStart(12, "0")}\n`).join(""),
);
const file = await makeFiles(folder, amounts.fileBytes, amounts.partBytes);
const place = { folder, file, row: `${folder}/row.csv` };
const only = process.argv.slice(3);
const node = process.argv[2] ?? "";
for (const line of taskLines(amounts)) {
  if (only.length > 0 && !only.includes(line.name)) continue;
  for (const contender of line.contenders) {
    try {
      await measureLine({ ...line, contenders: [contender] }, amounts, place, { node, turns: 1, say: console.log });
    } catch (e) {
      console.log("FAILED", (e as Error).message.slice(0, 1500));
    }
  }
}
if (only.length === 0 || only.includes("killed")) await measureKilled(amounts, place, node, console.log);
rmSync(folder, { recursive: true });
