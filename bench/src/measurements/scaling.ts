import type { Measurement } from "../measurement.ts";
import { type QueueModel, simulateQueue } from "../simulate-queue.ts";
import { shown } from "../spread.ts";

/** 15,000 batches a day and org, which is Salesforce's limit, in jobs of 10; a batch of 10 MB takes 3 s to send. */
const day: Omit<QueueModel, "orgs" | "workers"> = {
  jobs: 1500,
  batches: 10,
  slots: 16,
  perOrg: 8,
  batchTime: 3,
  callTime: 0.3,
  crash: 0.02,
  redelivery: 300,
  resumable: true,
};

const orgCounts = [1, 10, 100];
const workerCounts = [1, 4, 16, 64];

export const scaling: Measurement = {
  name: "scaling",
  measure: async () => {
    const hours = orgCounts.map((orgs) =>
      workerCounts.map((workers) => simulateQueue({ ...day, orgs, workers }).seconds / 3600),
    );
    const modes = [true, false].map((resumable) => ({
      resumable,
      ...simulateQueue({ ...day, orgs: 10, workers: 16, resumable }),
    }));
    const [resumed, anew] = modes;
    if (resumed === undefined || anew === undefined) throw new Error("Nothing was simulated");
    return await Promise.resolve({
      name: "scaling",
      title: "Past one machine, by simulation",
      text: [
        "Not measured but simulated, event by event (`bench/src/simulate-queue.ts`): every org loads its whole daily allowance, 15,000 batches in 1,500 jobs, 3 s a batch and 0.3 s a call; a worker has 16 jobs at a time, an org is given 8 at most; one job in fifty has its worker die under it, and goes to another one after 5 minutes. See [Scaling](scaling.md) for what follows from it.",
      ],
      tables: [
        {
          columns: [
            "hours for a day's work",
            ...workerCounts.map((count) => `${count} worker${count === 1 ? "" : "s"}`),
          ],
          rows: orgCounts.map((orgs, index) => [
            `${orgs} org${orgs === 1 ? "" : "s"}`,
            ...(hours[index] ?? []).map((one) => shown(one)),
          ]),
        },
        {
          columns: ["10 orgs, 16 workers", "hours", "batches sent twice, an org", "of its 15,000", "closed again"],
          rows: modes.map(({ resumable, seconds, wastedOfAnOrg, closedAgain }) => [
            resumable ? "the next worker goes on (`added`, idempotent close)" : "the next worker begins anew",
            shown(seconds / 3600),
            shown(wastedOfAnOrg),
            `${((wastedOfAnOrg / 15_000) * 100).toFixed(1)} %`,
            shown(closedAgain),
          ]),
        },
      ],
      plots: [
        {
          kind: "lines",
          file: "scaling",
          title: "Hours for 15,000 batches an org, by simulation",
          places: workerCounts,
          across: "workers",
          upwards: "hours",
          series: orgCounts.map((orgs, index) => ({
            name: `${orgs} org${orgs === 1 ? "" : "s"}`,
            values: hours[index] ?? [],
          })),
        },
      ],
      ratios: [
        {
          name: "scaling: hours of 100 orgs with 64 workers / of 1 org with 1",
          value: (hours[2]?.[3] ?? Number.NaN) / (hours[0]?.[0] ?? 1),
        },
      ],
    });
  },
};
