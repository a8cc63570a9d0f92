import type { FetchAdapter } from "../../connection/adapter.ts";
import type { Target } from "../../connection/check-connection.ts";

/** What tells a job: with its time, since an org made for a test gives the same ids as the one before. */
interface Job {
  readonly id: string;
  readonly createdDate: string;
}

const madeBy = new WeakMap<FetchAdapter, Set<string>>();
const maxRemembered = 1000;

/** Notes a job whose creation was answered: it is not the one of another creation whose answer was lost. */
export function noteMadeHere({ adapter, origin }: Target, job: Job): void {
  const made = madeBy.get(adapter) ?? new Set();
  madeBy.set(adapter, made);
  made.add(nameOf(origin, job));
  const [oldest] = made;
  if (made.size > maxRemembered && oldest !== undefined) made.delete(oldest);
}

/** Tells whether the creation of a job was answered here. */
export const isMadeHere = ({ adapter, origin }: Target, job: Job): boolean =>
  madeBy.get(adapter)?.has(nameOf(origin, job)) === true;

const nameOf = (origin: string, { id, createdDate }: Job): string => `${origin} ${id.slice(0, 15)} ${createdDate}`;
