import { signal } from "@preact/signals";
import type { Tab } from "../browser/cookies.ts";
import { canSeeSalesforce } from "../browser/salesforce-access.ts";
import { findOpenJobs, type OpenJobs } from "../jobs/stale-jobs.ts";
import { findOrgs, isSalesforcePage, orgOfTab } from "../orgs/find-orgs.ts";
import type { OrgPlace } from "../orgs/org-place.ts";
import { openSession, type OrgSession } from "../orgs/org-session.ts";

/** What the popup or the panel shows. */
export type LookState =
  | { readonly kind: "reading" }
  /** The browser does not let the extension see Salesforce's pages. */
  | { readonly kind: "no-access" }
  /** The tab shows no org: those that somebody has signed in to. */
  | { readonly kind: "choose"; readonly orgs: readonly OrgPlace[] }
  | { readonly kind: "failed"; readonly error: Error; readonly place: OrgPlace | undefined }
  | { readonly kind: "jobs"; readonly session: OrgSession; readonly jobs: OpenJobs };

/** What is shown. */
export const lookState = signal<LookState>({ kind: "reading" });

let turn = 0;

/** Looks at the org of a tab, or at the one that was chosen. */
export async function lookAt(tab: Tab | undefined, chosen?: OrgPlace): Promise<void> {
  const mine = ++turn;
  lookState.value = { kind: "reading" };
  const found = await find(tab, chosen);
  // Somebody may have gone to another tab meanwhile.
  if (mine === turn) lookState.value = found;
}

async function find(tab: Tab | undefined, chosen: OrgPlace | undefined): Promise<LookState> {
  let place = chosen;
  try {
    if (!(await canSeeSalesforce())) return { kind: "no-access" };
    if (place === undefined && !isSalesforcePage(tab?.url)) return { kind: "choose", orgs: await findOrgs() };
    place ??= tab === undefined ? undefined : await orgOfTab(tab);
    if (place === undefined) return { kind: "choose", orgs: await findOrgs() };
    const session = await openSession(place);
    return { kind: "jobs", session, jobs: await findOpenJobs(session) };
  } catch (error) {
    return { kind: "failed", error: error as Error, place };
  }
}
