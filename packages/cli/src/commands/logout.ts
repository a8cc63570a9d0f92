import { noPromptOption, outputOptions } from "../arguments/common-options.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Call, Command } from "../command.ts";
import { keptAdapter } from "../connection/connect-kept.ts";
import { describeKeptOrg } from "../kept-orgs/describe-kept-org.ts";
import type { KeptOrg } from "../kept-orgs/kept-org.ts";
import { findKeptOrg, readKeptOrgs } from "../kept-orgs/read-kept-orgs.ts";
import { signOut } from "../kept-orgs/sign-out.ts";
import { ask, mustBeAnswerable, type PromptValues } from "../parts/ask.ts";

/** The values of the options of `logout`. */
interface LogoutValues extends PromptValues {
  readonly all?: true;
}

/** `sfbulk logout`. */
export const logout: Command<LogoutValues> = {
  name: "logout",
  summary: "sign out of an org of sfbulk login",
  description:
    "Revokes the grant of an org of sfbulk login, and forgets the org; commands that are running with it end at their next renewal. A certificate's key and an app's secret stay good: they are the app's. Those of the sf CLI are ended by: sf org logout. It asks first.",
  argument: { name: "[name...]", description: "aliases or user names, as sfbulk orgs shows them" },
  options: [{ flags: "--all", description: "sign out of all of them" }, noPromptOption, ...outputOptions],
  examples: [
    ["sfbulk logout acme", "signs out of one org"],
    ["sfbulk logout --all --no-prompt", "signs out of all, without asking"],
  ],
  async run(call) {
    const { output } = call;
    const orgs = await findOrgs(call);
    if (orgs.length === 0) {
      output.note("Nobody is signed in by sfbulk login");
      return { status: 0, result: [] };
    }
    mustBeAnswerable(call, false);
    if (call.values.prompt) for (const org of orgs) output.note(`${org.alias}  ${describeKeptOrg(org)}`);
    await ask(orgs.length === 1 ? "Sign out of this org?" : `Sign out of these ${orgs.length} orgs?`, call, false);
    const result: object[] = [];
    for (const org of orgs) {
      const { alias, username } = org;
      const why = await signOut(org, keptAdapter());
      output.line(`signed out  ${alias}  ${username}`);
      if (why !== undefined) {
        output.warn(
          `The grant of ${alias} is forgotten here, and could not be revoked: ${why}. An administrator can, in Setup → Connected Apps OAuth Usage`,
        );
      }
      result.push({ alias, username, isRevoked: org.kind === "browser" && why === undefined });
    }
    return { status: 0, result };
  },
};

async function findOrgs({ args, values }: Call<LogoutValues>): Promise<readonly KeptOrg[]> {
  const { orgs } = await readKeptOrgs();
  if (values.all === true) {
    if (args.length === 0) return orgs;
    throw usageError("Cannot use --all together with names: it means every one");
  }
  if (args.length === 0) {
    throw usageError(
      "Cannot tell which org is meant: expected its alias, or --all",
      ...(orgs.length === 0 ? [] : [`For example: sfbulk logout ${orgs[0]?.alias ?? ""}`]),
      "See what there is with: sfbulk orgs",
    );
  }
  const found: KeptOrg[] = [];
  for (const name of new Set(args)) {
    const org = await findKeptOrg(name);
    if (org === undefined) {
      throw usageError(
        `Cannot sign out of "${name}": sfbulk login is not signed in to it`,
        "See what there is with: sfbulk orgs",
        `For an org of the sf CLI: sf org logout --target-org ${name}`,
      );
    }
    if (!found.some(({ alias }) => alias === org.alias)) found.push(org);
  }
  return found;
}
