/** What is simulated. Times are in seconds. */
export interface QueueModel {
  readonly orgs: number;
  /** Jobs of each org in a day. */
  readonly jobs: number;
  /** Batches of each job. */
  readonly batches: number;
  /** Machines that take jobs out of the queue, and how many each works on at a time. */
  readonly workers: number;
  readonly slots: number;
  /** How many jobs of an org are worked on at a time, on all machines together. */
  readonly perOrg: number;
  /** How long it takes to send a batch, and to create or close a job. */
  readonly batchTime: number;
  readonly callTime: number;
  /** How likely a worker dies while it has a job. */
  readonly crash: number;
  /** After how long the queue gives a job of a dead worker to another one. */
  readonly redelivery: number;
  /** Whether a second worker goes on where the first one died, or begins anew. */
  readonly resumable: boolean;
}

/** How the day went. */
export interface SimulatedDay {
  /** Until the last job is closed, s. */
  readonly seconds: number;
  /** Batches that were sent, in all orgs; those sent again are among them. */
  readonly sent: number;
  /** Batches that were sent again, for one org, which are taken from its 15,000. */
  readonly wastedOfAnOrg: number;
  /** How often a job was closed that was closed already. */
  readonly closedAgain: number;
}

interface Task {
  readonly org: number;
  /** Batches that are there already. */
  done: number;
  /** Whether its close was sent, and nobody heard of the answer. */
  closed: boolean;
}

/** Simulates a day of a queue of jobs, event by event. The same model gives the same day. */
export function simulateQueue(model: QueueModel): SimulatedDay {
  const random = makeRandom(20_260_212);
  const waiting: Task[][] = Array.from({ length: model.orgs }, (_, org) =>
    Array.from({ length: model.jobs }, () => ({ org, done: 0, closed: false })),
  );
  const busy = Array.from({ length: model.orgs }, () => 0);
  // Everything that will happen: a slot is free again, or a job comes back into the queue. By time, in steps of 10 ms.
  const events = new Map<number, (() => void)[]>();
  const at = (time: number, happens: () => void): void => {
    const step = Math.ceil(time * 100);
    const others = events.get(step);
    if (others === undefined) events.set(step, [happens]);
    else others.push(happens);
  };
  let [free, now, next, last, sent, again, closedAgain] = [model.workers * model.slots, 0, 0, 0, 0, 0, 0];

  const start = (task: Task): void => {
    free--;
    busy[task.org] = (busy[task.org] ?? 0) + 1;
    const from = model.resumable ? task.done : 0;
    const steps = model.batches - from;
    const whole = 2 * model.callTime + steps * model.batchTime;
    const diesAt = random() < model.crash ? random() * whole : undefined;
    const ends = now + (diesAt ?? whole);
    const reached = Math.min(steps, Math.max(0, Math.floor(((diesAt ?? whole) - model.callTime) / model.batchTime)));
    sent += diesAt === undefined ? steps : reached;
    again += from < task.done ? Math.min(task.done - from, diesAt === undefined ? steps : reached) : 0;
    if (diesAt === undefined && task.closed) closedAgain++;
    task.done = Math.max(task.done, from + (diesAt === undefined ? steps : reached));
    // Dead after the close was sent, before the queue was told.
    task.closed ||= diesAt !== undefined && diesAt > whole - model.callTime / 2;
    at(ends, () => {
      free++;
      busy[task.org] = (busy[task.org] ?? 0) - 1;
      if (diesAt === undefined) last = now;
      else at(now + model.redelivery, () => waiting[task.org]?.push(task));
    });
  };

  for (;;) {
    // Org by org in turn, so that a large one does not keep the others waiting.
    for (let tried = 0; tried < model.orgs; tried++) {
      if (free === 0) break;
      const org = (next + tried) % model.orgs;
      const task = (busy[org] ?? 0) < model.perOrg ? waiting[org]?.pop() : undefined;
      if (task === undefined) continue;
      start(task);
      next = org + 1;
      tried = -1;
    }
    if (events.size === 0) break;
    let step = Math.ceil(now * 100);
    while (!events.has(step)) step++;
    now = step / 100;
    const happening = events.get(step) ?? [];
    events.delete(step);
    for (const happens of happening) happens();
  }
  return { seconds: last, sent, wastedOfAnOrg: again / model.orgs, closedAgain };
}

/** Mulberry32: small, and the same everywhere. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
