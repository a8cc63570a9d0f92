import { type DuplicateBatch, isLoadError, loadResults, type LoadResult, loadRows, memoryJournal } from "@sfbulk/core";
import { impatientConnection } from "../line/impatient-connection.ts";
import { badLine } from "../line/bad-line.ts";
import { anyFault } from "../line/fault.ts";
import { createModelOrg } from "../model/model-org.ts";
import { type Random, randomOf } from "../random.ts";
import { count, hold, judgeError, type Tally, token } from "../verdict.ts";
import type { Attack } from "./attack.ts";

/** Whole loads, called again with their journal until they end. */
export const loads: Attack = {
  name: "loads",
  tried:
    "`loadRows` with a journal, called again until the load ends: up to 40 % of the requests under faults, given up in the middle now and then; then `loadResults`",
  async run(tally, seed, runs) {
    for (let number = 0; number < runs; number++) await tryLoad(tally, randomOf(seed, number));
  },
};

/** From here on the line is a good one: a load has to end. */
const badRuns = 6;

async function tryLoad(tally: Tally, random: Random): Promise<void> {
  const org = createModelOrg(token, random.below(3));
  let faults = random.one([0.02, 0.1, 0.2, 0.4]);
  let left = Infinity;
  let giveUp = new AbortController();
  const line = badLine(org, random.chance(0.25), () => {
    if (left-- <= 0) giveUp.abort(new Error("given up"));
    return anyFault(random, faults);
  });
  const connection = impatientConnection(line.fetch, random);
  const names = Array.from({ length: 1 + random.below(4) }, (_, index) =>
    random.chance(0.1) ? "" : `Row ${index + 1}`,
  );
  const source = `Name,Number\n${names.map((name, index) => `${name},${index + 1}`).join("\n")}\n`;
  const journal = memoryJournal();
  const maxRecords = 1 + random.below(4);
  let result: LoadResult | undefined;
  let duplicates: readonly DuplicateBatch[] = [];
  for (let run = 1; result === undefined; run++) {
    if (run > badRuns) faults = 0;
    left = run <= badRuns && random.chance(0.3) ? random.below(12) : Infinity;
    giveUp = new AbortController();
    tally.calls++;
    try {
      result = await loadRows(connection, { operation: "insert", object: "Account" }, source, {
        journal,
        maxRecords,
        fields: "send",
        concurrency: 1 + random.below(2),
        minInterval: 1,
        maxInterval: 1,
        // While looking at a job fails, half a second passes between two looks: on a bad line the next call goes on.
        waitTimeout: faults === 0 ? 60_000 : 10,
        signal: giveUp.signal,
      });
      count(tally.outcomes, "ended");
    } catch (error) {
      count(tally.outcomes, judgeError(tally, error, "loadRows"));
      if (run > badRuns + 5) {
        hold(tally, false, () => `a load does not end on a good line: ${String(error)}`);
        break;
      }
      if (!isLoadError(error) || error.code !== "DuplicateBatch" || error.result === undefined) continue;
      result = error.result as LoadResult;
      duplicates = error.duplicates;
    }
  }
  faults = 0;
  left = Infinity;
  tally.cases++;
  tally.requests += line.sent.length;
  for (const { fault } of line.sent) count(tally.faults, fault);
  if (result === undefined) return;
  await line.settle();

  // What is named as there twice is told by its batch; which rows that has, the model knows.
  const held = new Map<number, number>();
  const named = new Set<number>();
  for (const { id, rows, state } of [...org.jobs.values()].flatMap(({ batches }) => batches)) {
    const numbers = rows.map(({ values }) => Number(values[1]));
    const duplicate = duplicates.find(({ batchId }) => batchId === id);
    if (duplicate !== undefined) {
      for (const row of numbers) named.add(row);
      const { firstRow } = duplicate;
      hold(
        tally,
        firstRow === null || firstRow === numbers[0],
        () => `a duplicate of row ${numbers[0]} is told as ${firstRow}`,
      );
    }
    if (state === "Completed") for (const row of numbers) held.set(row, (held.get(row) ?? 0) + 1);
  }
  for (const row of names.keys()) {
    const times = held.get(row + 1) ?? 0;
    const isNamed = named.has(row + 1);
    hold(tally, isNamed ? times >= 2 : times === 1, () => `row ${row + 1} is there ${times} times, named: ${isNamed}`);
  }
  const failed = names.filter((name) => name === "").length;
  const { summary } = result;
  hold(
    tally,
    summary.rows === names.length &&
      summary.rows === summary.written + summary.failed + summary.unknown &&
      summary.failed <= failed &&
      summary.written <= names.length - failed,
    () => `the summary is ${JSON.stringify(summary)}, and ${failed} of ${names.length} rows failed`,
  );
  let row = 0;
  for await (const { rowNumber, success } of loadResults(connection, result)) {
    hold(
      tally,
      rowNumber === ++row && success === (names[row - 1] !== ""),
      () => `loadResults is wrong about row ${row}`,
    );
  }
  hold(tally, row === names.length, () => `loadResults has ${row} rows of ${names.length}`);
  const open = [...org.jobs.values()].filter(({ state }) => state === "Open").map(({ id }) => id);
  const { leftOpen } = result;
  // A list whose bytes came twice, and which reads all the same, is believed: that is not promised otherwise.
  const isAltered = line.sent.some(({ request, fault }) => fault === "twice" && request.endsWith("/jobs/ingest"));
  hold(
    tally,
    isAltered || leftOpen === null || open.every((id) => leftOpen.includes(id)),
    () => `left open are ${open.join()}, and told ${leftOpen?.join()}`,
  );
}
