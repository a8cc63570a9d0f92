import { type Connection, nodeAdapter, refreshTokenSource, SessionError } from "@sfbulk/node";
import { type Database, query } from "./database.ts";
import { grantStore } from "./grant-store.ts";

/**
 * Makes what connects a worker to the orgs of the table `orgs`, with the grants that all workers share.
 *
 * @param worker - Names it, for people who look into the table of leases.
 * @param settings - What all connections have.
 */
export function connectOrgs(
  database: Database,
  worker: string,
  settings: Pick<Connection, "retry" | "version"> = {},
): (org: string) => Promise<Connection> {
  const fetch = nodeAdapter();
  const sources = new Map<string, ReturnType<typeof refreshTokenSource>>();
  return async (org) => {
    let accessToken = sources.get(org);
    if (accessToken === undefined) {
      const text = 'select login_url as "loginUrl", client_id as "clientId" from orgs where org = $1';
      const [row] = await query<{ loginUrl: string; clientId: string }>(database, text, org);
      if (row === undefined) {
        throw new SessionError(`Cannot connect to "${org}": the table orgs does not name it`, { code: "NoGrant" });
      }
      accessToken = refreshTokenSource({ ...row, fetch, store: grantStore(database, org, worker) });
      sources.set(org, accessToken);
    }
    return { ...settings, instanceUrl: await accessToken.instanceUrl(), accessToken, fetch };
  };
}
