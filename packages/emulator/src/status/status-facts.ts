import type { BatchInfo, JobInfo } from "@sfbulk/core";
import type { EmulatorControl } from "../control/emulator-control.ts";
import type { EmulatorState } from "../control/emulator-state.ts";
import type { Exchange } from "../control/exchange-log.ts";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import type { Bulk2Info } from "../org/bulk-2/bulk-2-info-of.ts";
import type { Session } from "../org/state/session.ts";
import { clientsOf, defaultClient } from "../options/oauth-client.ts";
import { defaultUser } from "../options/org-user.ts";

/** What the status page shows, as plain data. Lists begin with what is newest and hold no more than is shown. */
export interface StatusFacts {
  /** Where the page was asked for: the instance URL of whoever reads it. */
  readonly origin: string;
  /** The org's time, in milliseconds since 1970. */
  readonly now: number;
  readonly accessToken: string;
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
  readonly corsAllowList: readonly string[];
  /** How many faults are armed. */
  readonly faults: number;
  readonly sessions: Listed<readonly [token: string, session: Session]>;
  readonly jobs: Listed<JobInfo>;
  /** Jobs of Bulk API 2.0. */
  readonly bulk2Jobs: Listed<Bulk2Info>;
  readonly batches: Listed<BatchInfo>;
  readonly exchanges: Listed<Exchange>;
}

/** A list of which only the beginning is shown. */
export interface Listed<T> {
  readonly total: number;
  readonly shown: readonly T[];
}

/** Gathers what the status page shows. */
export async function statusFacts(
  state: EmulatorState,
  control: EmulatorControl,
  options: EmulatorOptions,
  origin: string,
): Promise<StatusFacts> {
  const jobs = newest(await control.jobs(), 100);
  const batches = await Promise.all(jobs.shown.map(({ id }) => control.batches(id)));
  const { username, password } = options.user ?? defaultUser;
  return {
    origin,
    now: state.org.clock.now(),
    accessToken: state.accessToken,
    username,
    password,
    clientId: (clientsOf(options)[0] ?? defaultClient).clientId,
    corsAllowList: state.corsAllowList,
    faults: state.faults.armed.length,
    sessions: newest([...state.org.sessions], 20),
    jobs,
    bulk2Jobs: newest(await control.bulk2Jobs(), 100),
    batches: newest(
      // oxlint-disable-next-line unicorn/no-array-sort -- the array is new, and toSorted is not in ES2022
      batches.flat().sort((one, other) => (one.createdDate < other.createdDate ? -1 : 1)),
      50,
    ),
    exchanges: newest(await control.exchanges(), 50),
  };
}

const newest = <T>(all: readonly T[], most: number): Listed<T> => ({
  total: all.length,
  // oxlint-disable-next-line unicorn/no-array-reverse -- the array is new, and toReversed is not in ES2022
  shown: all.slice(-most).reverse(),
});
