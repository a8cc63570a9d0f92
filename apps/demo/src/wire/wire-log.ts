import { signal } from "@preact/signals";
import { coalesced } from "../components/coalesced.ts";
import type { ExchangeRecord } from "./exchange-record.ts";

const most = 600;

/** The last exchanges, oldest first. */
export const wireLog = signal<readonly ExchangeRecord[]>([]);

const records = new Map<number, ExchangeRecord>();
const publish = coalesced(() => void (wireLog.value = [...records.values()]));

let sequence = 0;

/** Adds an exchange that has begun, and gives a function that completes it. */
export function beginExchange(record: Omit<ExchangeRecord, "sequence">): (more: Partial<ExchangeRecord>) => void {
  const number = ++sequence;
  records.set(number, { ...record, sequence: number });
  records.delete(number - most);
  publish();
  return (more) => {
    const known = records.get(number);
    if (known === undefined) return;
    records.set(number, { ...known, ...more });
    publish();
  };
}

/** Forgets them. */
export function clearWire(): void {
  records.clear();
  wireLog.value = [];
}
