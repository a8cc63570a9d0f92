import { closeStaleJobs, type StaleJobOutcome } from "@sfbulk/core";
import { createEmulator } from "@sfbulk/emulator";
import { expect, test } from "vitest";
import { isLong } from "../../tools/is-long.mjs";

// What an admin meets after months of scripts that crashed: a thousand jobs that nobody closed; ten thousand in the long run.

const jobs = isLong ? 10_000 : 1000;
const day = 24 * 60 * 60 * 1000;

async function count(outcomes: AsyncIterable<StaleJobOutcome>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for await (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

test(`${jobs} open jobs are swept, with a dry run first`, async () => {
  const { control, ...connection } = createEmulator();
  for (let number = 0; number < jobs; number++) {
    const createdById = number % 10 === 0 ? "0058Z000000EmuZQAS" : undefined;
    await control.addJob({ ageMs: 2 * day, ...(createdById === undefined ? {} : { createdById }) });
  }
  const fresh = await control.addJob();
  const options = { olderThan: "24h", concurrency: 16 } as const;

  expect(await count(closeStaleJobs(connection, { ...options, dryRun: true }))).toEqual({
    "would-close": jobs * 0.9,
    "not-ours": jobs * 0.1,
  });
  const open = async (): Promise<number> => (await control.jobs()).filter(({ state }) => state === "Open").length;
  expect(await open()).toBe(jobs + 1);

  expect(await count(closeStaleJobs(connection, options))).toEqual({
    closed: jobs * 0.9,
    "not-ours": jobs * 0.1,
  });
  expect(await open()).toBe(jobs * 0.1 + 1);
  expect((await control.job(fresh.id))?.state).toBe("Open");

  // Whoever may manage all jobs can abort what is left.
  const accessToken = await control.issueToken({ permissions: ["ManageDataIntegrations"] });
  const rest = closeStaleJobs({ ...connection, accessToken }, { ...options, abortOthers: true });
  expect(await count(rest)).toEqual({ aborted: jobs * 0.1 });
  expect(await open()).toBe(1);
});
