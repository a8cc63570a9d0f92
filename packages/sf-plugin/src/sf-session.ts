import type { Session } from "sfbulk/commands";

/**
 * Gives the session of an org that the sf CLI is signed in to, by the CLI's own library: aliases, the default org, renewal
 * of every kind, and the API version that is set or the newest that the org has.
 *
 * @param targetOrg - The alias or user name. Default: what `target-org` is set to, or `SF_TARGET_ORG`.
 * @throws SfError, with the CLI's own advice.
 * @see https://github.com/forcedotcom/sfdx-core
 */
export async function sfSession(targetOrg: string | undefined): Promise<Session> {
  const { ConfigAggregator, Org, OrgConfigProperties, SfError } = await import("@salesforce/core");
  const aggregator = await ConfigAggregator.create();
  const named = targetOrg ?? aggregator.getInfo(OrgConfigProperties.TARGET_ORG).value;
  if (typeof named !== "string" || named === "") {
    throw new SfError("Cannot tell which org is meant: none is named, and there is no default", "NoDefaultEnvError", [
      "Name one: --target-org <alias>",
      "Or set a default: sf config set target-org <alias>",
      "Or sign in: sf org login web --set-default",
    ]);
  }
  const org = await Org.create({ aliasOrUsername: named });
  const connection = org.getConnection();
  return {
    instanceUrl: connection.instanceUrl,
    version: connection.getApiVersion(),
    accessToken: async (rejected) => {
      // Somebody else may have renewed it meanwhile.
      if (rejected !== undefined && connection.accessToken === rejected) await org.refreshAuth();
      const { accessToken } = connection;
      if (typeof accessToken === "string" && accessToken !== "" && accessToken !== rejected) return accessToken;
      throw new SfError(
        "Cannot renew the session: the sf CLI has no other token than the rejected one",
        "NoAccessToken",
        ["Sign in again: sf org login web"],
      );
    },
  };
}
