import { rm } from "node:fs/promises";
import { type FetchAdapter, fileStore, isSfbulkError } from "@sfbulk/node";
import type { KeptOrg } from "./kept-org.ts";
import { defaultFile, grantFile, orgFolder } from "./org-files.ts";
import { readDefaultAlias } from "./read-kept-orgs.ts";

/** How long reading, revoking and removing take at most, in milliseconds. */
const longest = 45_000;
const revokeTimeout = 30_000;

/**
 * Revokes a grant, and removes it. Nobody renews it meanwhile; whoever works with it finds none from then on.
 *
 * @returns why it could not be revoked; `undefined` where it was, or there was none.
 */
export async function endGrant(org: KeptOrg, fetch: FetchAdapter): Promise<string | undefined> {
  if (org.kind !== "browser") return undefined;
  const path = grantFile(org);
  const store = fileStore(path);
  return await store.lock?.(async () => {
    let why: string | undefined;
    try {
      const grant = await store.read();
      if (grant !== undefined) why = await revoke(org.loginUrl, grant.refreshToken, fetch);
    } catch (error) {
      // What cannot be read is removed all the same.
      if (!isSfbulkError(error) || error.code !== "GrantUnreadable") throw error;
      why = "what is kept of it cannot be read";
    }
    await rm(path, { force: true });
    return why;
  }, longest);
}

/** Signs out of an org: ends its grant, and forgets it, as the default too. */
export async function signOut(org: KeptOrg, fetch: FetchAdapter): Promise<string | undefined> {
  const why = await endGrant(org, fetch);
  await rm(orgFolder(org.alias), { recursive: true, force: true });
  if ((await readDefaultAlias()) === org.alias) await rm(defaultFile(), { force: true });
  return why;
}

/** @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_revoke_token.htm */
async function revoke(loginUrl: string, token: string, fetch: FetchAdapter): Promise<string | undefined> {
  const { host } = new URL(loginUrl);
  try {
    const response = await fetch(`${loginUrl}/services/oauth2/revoke`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new TextEncoder().encode(new URLSearchParams({ token }).toString()),
      redirect: "manual",
      signal: AbortSignal.timeout(revokeTimeout),
    });
    const text = await response.text();
    // One that Salesforce does not know any more is what is wanted.
    if (response.status === 200 || text.includes("invalid_token")) return undefined;
    return `${host} answered with status ${response.status}`;
  } catch {
    // The words of a failure may have the request in them.
    return `no reply from ${host}`;
  }
}
