import { type ConstructorOptions, PgBoss } from "pg-boss";

/** One load that is to be done, by whichever worker takes it. */
export interface LoadTask {
  readonly org: string;
  /** Names the load in its org: its journal has this name, whoever goes on with it. */
  readonly load: string;
  readonly object: string;
  /** The rows as CSV. For more than some kilobytes: where they are, in a place that all workers reach. */
  readonly rows: string;
}

/** The queue that tasks wait in, the one for those that Salesforce has refused, and the one for those of paused orgs. */
export const loads = "loads";
export const refusedLoads = "refused-loads";
export const pausedLoads = "paused-loads";

/** Opens the queues, on a Postgres by its address (`connectionString`) or on whatever takes statements (`db`). */
export async function openQueue(options: ConstructorOptions): Promise<PgBoss> {
  const queue = new PgBoss(options);
  // It tells of what went wrong between its calls: the database that cannot be reached, for one. It tries again by itself.
  queue.on("error", (error) => console.error(`Queue: ${error.message}`));
  await queue.start();
  return queue;
}

/** Makes the queues, where they are missing. One process does it, before the workers begin. */
export async function createQueues(queue: PgBoss): Promise<void> {
  await queue.createQueue(refusedLoads);
  await queue.createQueue(pausedLoads);
  await queue.createQueue(loads, {
    deadLetter: refusedLoads,
    // A worker that has not been heard of for so long has died; its tasks go to others.
    heartbeatSeconds: 10,
    expireInSeconds: 3600,
    retryLimit: 20,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 300,
  });
}

/** Puts loads into the queue. One that is sent twice is done once: its journal tells the second task how it ended. */
export async function sendLoads(queue: PgBoss, tasks: readonly LoadTask[]): Promise<void> {
  await queue.insert(
    loads,
    tasks.map((task) => ({ data: task, group: { id: task.org } })),
  );
}
