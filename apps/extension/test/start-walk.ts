import type { TestContext } from "vitest";
import { accountsBefore } from "./many-accounts.ts";
import type { Hosts } from "./start-hosts.ts";
import { startOrgs, type TestOrg } from "./start-orgs.ts";

/** What both walks go through. */
export interface WalkedOrgs {
  /** A production org, with eight jobs that were left open and accounts in the way of fifty rows. */
  readonly acme: TestOrg;
  /** A sandbox, with one such job. */
  readonly beta: TestOrg;
  /** One with API Access Control, which lets an app in. */
  readonly closed: TestOrg;
  readonly hosts: Hosts;
  /** The ids of the jobs of both. */
  readonly stale: readonly string[];
  readonly staleOfBeta: readonly string[];
}

/** Starts the orgs of a walk, and what is in them before. */
export async function startWalk(): Promise<WalkedOrgs> {
  const { orgs, hosts } = await startOrgs({
    acme: {},
    "beta--uat.sandbox": { seed: 2, sandbox: true },
    closed: { seed: 3, apiAccessControl: true, clients: [{ clientId: "of the tests", preauthorized: true }] },
  });
  const { acme, closed, "beta--uat.sandbox": beta } = orgs;
  const stale = await acme.addStaleJobs(8);
  const staleOfBeta = await beta.addStaleJobs(1);
  await accountsBefore(acme);
  return { acme, beta, closed, hosts, stale, staleOfBeta };
}

/** Skips a walk whose browser cannot be had here, and says why. */
export function skipWalk(context: TestContext, browser: string, why: string): never {
  console.warn(`the walk in ${browser} was skipped: ${why}`);
  return context.skip(why);
}
