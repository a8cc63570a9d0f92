import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { attacks } from "./attacks.ts";
import type { AttackRecord, RecordedAttack } from "./record.ts";
import { newTally } from "./verdict.ts";

// Attacks sfbulk at length, and with --record writes down what came of it. Exits 1 where a promise did not hold.

const { values } = parseArgs({
  options: { runs: { type: "string" }, only: { type: "string" }, record: { type: "boolean", default: false } },
});
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const seed = Number(process.env["SFBULK_SEED"] || Date.now() % 2 ** 31);
const runs = Number(values.runs ?? process.env["SFBULK_RUNS"] ?? 0);
const chosen = attacks.filter(({ attack }) => values.only === undefined || attack.name === values.only);
if (chosen.length === 0 || !Number.isSafeInteger(runs) || runs < 0) {
  const names = attacks.map(({ attack }) => attack.name).join(", ");
  throw new Error(`Cannot attack: expected --runs with a whole number, and --only with one of ${names}`);
}

let unhandled = 0;
process.on("unhandledRejection", (reason) => {
  unhandled++;
  console.error("unhandled", reason);
});
// A call without an end would leave nothing to do: Node.js ends with 13 then, and not with 0.
const recorded: RecordedAttack[] = [];
for (const { attack, long } of chosen) {
  const tally = newTally();
  const began = performance.now();
  const before = unhandled;
  await attack.run(tally, seed, runs || long);
  const seconds = Math.round((performance.now() - began) / 1000);
  const { broken, ...counts } = tally;
  const unhandledRejections = unhandled - before;
  say(
    `${attack.name}: ${tally.cases} cases, ${tally.requests} requests, ${seconds} s, ${broken.length} broken, seed ${seed}`,
  );
  for (const words of broken.slice(0, 10)) say(`  ${words}`);
  if (broken.length + unhandledRejections > 0) process.exitCode = 1;
  const { name, tried } = attack;
  const date = new Date().toISOString().slice(0, 10);
  recorded.push({ name, tried, date, seed, seconds, ...counts, broken: broken.length, unhandledRejections });
}
if (values.record) {
  const path = new URL("../attack/record.json", import.meta.url);
  const { attacks: earlier } = JSON.parse(readFileSync(path, "utf8")) as AttackRecord;
  const all = attacks.flatMap(({ attack: { name } }) => {
    const last = [...earlier, ...recorded].findLast((one) => one.name === name);
    return last === undefined ? [] : [last];
  });
  const record: AttackRecord = { attacks: all };
  writeFileSync(path, `${JSON.stringify(record, null, 2)}\n`);
}
