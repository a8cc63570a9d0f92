import { type FetchAdapter, fileStore, type StoredGrant } from "@sfbulk/node";
import type { KeptOrg } from "../kept-orgs/kept-org.ts";
import { defaultFile, grantFile, orgFile, writePrivately } from "../kept-orgs/org-files.ts";
import { firstOf } from "../kept-orgs/rotation-of.ts";
import { endGrant } from "../kept-orgs/sign-out.ts";

/** How long keeping a grant takes at most, in milliseconds. */
const longest = 10_000;

/**
 * Keeps an org, and its grant, in place of what was there under the alias. The sign-in of another user or org that was there
 * is revoked: nobody could name it any more.
 *
 * @returns why that could not be revoked; `undefined` where it was, or there was none.
 */
export async function keepOrg(
  org: KeptOrg,
  grant: StoredGrant | undefined,
  before: KeptOrg | undefined,
  fetch: FetchAdapter,
): Promise<string | undefined> {
  if (grant !== undefined) {
    const store = fileStore(grantFile(org));
    // Those who still renew the earlier one would come in between without end.
    await store.lock?.(async () => {
      while (!(await store.replace(await store.read(), grant))) continue;
    }, longest);
  }
  await writePrivately(orgFile(org.alias), grant === undefined ? org : { ...org, first: firstOf(grant) });
  const isOther = before !== undefined && (org.kind !== "browser" || grantFile(before) !== grantFile(org));
  return isOther ? await endGrant(before, fetch) : undefined;
}

/** Makes an org the one that is meant where none is named. */
export const keepDefault = async (alias: string): Promise<void> => await writePrivately(defaultFile(), { alias });
