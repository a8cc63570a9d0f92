import { browserAdapter, findJobs, getUser, normaliseInstanceUrl, relayAdapter } from "@sfbulk/browser";
import { forgetJobDetails } from "../jobs/job-details.ts";
import { forgetJobList } from "../jobs/job-list.ts";
import { settlement } from "../jobs/settle-jobs.ts";
import { connectionFor, currentOrg, type Org, orgTrouble } from "../org/org.ts";

/** What a person gives to connect. */
export interface ConnectRequest {
  readonly way: "direct" | "relay";
  readonly instanceUrl: string;
  readonly accessToken: string;
}

/** The path below which the server of this page relays. */
const relayPath = "/bulk";

/**
 * Connects to an org: reads whose session it is, and the first of its jobs. The token stays in this page's memory.
 *
 * @throws what the library throws.
 */
export async function connectOrg({ way, instanceUrl, accessToken }: ConnectRequest): Promise<void> {
  const origin = normaliseInstanceUrl(instanceUrl.trim());
  const org: Org = {
    kind: way,
    label: way === "relay" ? `${new URL(origin).host} (relay)` : new URL(origin).host,
    instanceUrl: origin,
    accessToken: accessToken.trim(),
    adapter: way === "relay" ? relayAdapter(relayPath) : browserAdapter(),
    userId: undefined,
    username: undefined,
  };
  const connection = connectionFor(org, `Connect to ${org.label}`, { attemptTimeout: 15_000, retry: { attempts: 2 } });
  // The list of jobs is what the console lives on: where it cannot be read, there is no point in going on.
  await findJobs(connection).next();
  const { userId, username } = await getUser(connection);
  useOrg({ ...org, userId, username });
}

/** Begins to work with an org; what was known of the one before is forgotten. */
export function useOrg(org: Org | undefined): void {
  forgetJobList();
  forgetJobDetails();
  settlement.value = undefined;
  orgTrouble.value = undefined;
  currentOrg.value = org;
}
