import { signal } from "@preact/signals";
import { findUsers, isSameId } from "@sfbulk/browser";
import { connectionFor, type Org } from "./org.ts";

/** What users are called, by the first 15 characters of their ids. */
export const userNames = signal<ReadonlyMap<string, string>>(new Map());

/** Of whom it was asked, whether they were found or not: an org counts its calls. */
let asked = new Set<string>();
let askedOf = "";
let waiting: string[] = [];

/**
 * Has the name of a user read, unless it is known: all that are wanted at once by one request. Where the org, or the relay,
 * does not tell, ids stay.
 */
export function wantUserName(org: Org, id: string): void {
  if (askedOf !== org.instanceUrl) {
    asked = new Set();
    askedOf = org.instanceUrl;
    waiting = [];
    userNames.value = new Map();
  }
  const isOwn = org.userId !== undefined && isSameId(id, org.userId);
  if (isOwn || !id.startsWith("005") || asked.has(id.slice(0, 15))) return;
  asked.add(id.slice(0, 15));
  if (waiting.length === 0) queueMicrotask(() => void readNames(org));
  waiting.push(id);
}

async function readNames(org: Org): Promise<void> {
  const ids = waiting;
  waiting = [];
  const connection = connectionFor(org, "Ask what users are called", { retry: { attempts: 2 } });
  const found = await findUsers(connection, ids).catch(() => []);
  if (askedOf !== org.instanceUrl) return;
  userNames.value = new Map([...userNames.value, ...found.map(({ id, name }) => [id.slice(0, 15), name] as const)]);
}
