import { signal } from "@preact/signals";
import type { Connection, FetchAdapter } from "@sfbulk/browser";
import type { EmulatorControl } from "@sfbulk/emulator";
import { recordExchanges } from "../wire/record-exchanges.ts";

/** The org that this page works with. The token is in here and nowhere else: neither stored nor in an address. */
export interface Org {
  readonly kind: "emulator" | "direct" | "relay";
  /** What a person calls it. */
  readonly label: string;
  readonly instanceUrl: string;
  readonly accessToken: Exclude<Connection["accessToken"], undefined>;
  readonly adapter: FetchAdapter;
  /** The id of the user whose session it is, where the org says so. */
  readonly userId: string | undefined;
  /** The name of that user, where the org says so. */
  readonly username: string | undefined;
  /** Steps behind an emulated org. */
  readonly control?: EmulatorControl;
}

/** The org in use; `undefined` until there is one. */
export const currentOrg = signal<Org | undefined>(undefined);

/** Why there is no org. */
export const orgTrouble = signal<string | undefined>(undefined);

/**
 * Gives the connection of an org for one action of a person, whose exchanges are recorded under that name.
 *
 * @param changes - What differs for this action, such as `attemptTimeout`.
 */
export function connectionFor(org: Org, action: string, changes: Partial<Connection> = {}): Connection {
  const { instanceUrl, accessToken, adapter } = org;
  return { instanceUrl, accessToken, fetch: recordExchanges(adapter, { action, via: org.kind }), ...changes };
}
