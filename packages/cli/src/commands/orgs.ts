import { fileStore, isSfbulkError, type StoredGrant } from "@sfbulk/node";
import { rm } from "node:fs/promises";
import { outputOptions } from "../arguments/common-options.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Command } from "../command.ts";
import { shownOrg } from "../kept-orgs/describe-kept-org.ts";
import { isKnownToSf } from "../kept-orgs/is-known-to-sf.ts";
import type { KeptOrg } from "../kept-orgs/kept-org.ts";
import { defaultFile, grantFile } from "../kept-orgs/org-files.ts";
import { findKeptOrg, readDefaultAlias, readKeptOrgs } from "../kept-orgs/read-kept-orgs.ts";
import { rotationOf } from "../kept-orgs/rotation-of.ts";
import { kindWords, signInWords } from "../kept-orgs/sign-in-words.ts";
import { table } from "../output/table.ts";
import { timeAgo } from "../output/time-ago.ts";
import { keepDefault } from "../signing-in/keep-org.ts";

/** The values of the options of `orgs`. */
interface OrgsValues {
  readonly setDefault?: string;
  readonly unsetDefault?: true;
}

/** An org as the table shows it. */
interface ListedOrg {
  readonly org: KeptOrg;
  readonly isDefault: boolean;
  /** Whether its refresh tokens rotate, where that has shown. */
  readonly rotates: boolean | undefined;
  readonly state: "ok" | "no grant" | "unreadable" | "may be lost";
  /** Whether the sf CLI has the alias too, so that it is its org that is meant. */
  readonly isHidden: boolean;
}

/** `sfbulk orgs`. */
export const orgs: Command<OrgsValues> = {
  name: "orgs",
  summary: "list the orgs that sfbulk login is signed in to",
  description:
    "Lists the orgs of sfbulk login: what they are called, whose sign-in it is and of what kind, and which is the default. Nothing is asked, and no token shown. Those of the sf CLI, which all commands take too, are shown by: sf org list.",
  options: [
    { flags: "--set-default <name>", description: "take this org where none is named, before the sf CLI's default" },
    { flags: "--unset-default", description: "have no default: the sf CLI's is taken then" },
    ...outputOptions,
  ],
  examples: [
    ["sfbulk orgs", "lists them"],
    ["sfbulk orgs --set-default acme", "takes acme where no org is named"],
  ],
  onlyPrints: ({ setDefault, unsetDefault }) => setDefault === undefined && unsetDefault === undefined,
  async run({ values, output }) {
    await changeDefault(values);
    const { orgs: kept, unreadable } = await readKeptOrgs();
    for (const path of unreadable) output.warn(`Cannot read "${path}": move it away, and sign in again`);
    const defaultAlias = await readDefaultAlias();
    const listed = await Promise.all(kept.map(async (org) => await look(org, org.alias === defaultAlias)));
    if (listed.length === 0) {
      output.note(
        "Nobody is signed in by sfbulk login. See how with: sfbulk login --help; the orgs of the sf CLI: sf org list",
      );
    } else {
      output.line(
        table(
          listed,
          [
            { title: "ALIAS", cell: ({ org, isDefault }) => `${org.alias}${isDefault ? " (default)" : ""}` },
            { title: "USER", cell: ({ org }) => org.username, tooWide: "cut" },
            { title: "ORG", cell: ({ org }) => nameOf(org), tooWide: "cut" },
            { title: "SIGNED IN BY", cell: ({ org }) => kindWords[org.kind], tooWide: "leave out" },
            { title: "SIGNED IN", cell: ({ org }) => timeAgo(org.signedInAt, output.verbose), tooWide: "leave out" },
            { title: "STATE", cell: stateOf },
            { title: "ORG ID", cell: ({ org }) => org.organizationId, tooWide: "leave out" },
          ],
          output,
        ),
      );
    }
    for (const { org, state, isHidden } of listed) {
      if (state !== "ok") output.note(`Sign in again with: ${signInWords(org)}`);
      if (isHidden) {
        output.warn(
          `The sf CLI knows an org as "${org.alias}" too, and its orgs come first: sign in under another alias`,
        );
      }
    }
    return { status: 0, result: listed.map((one) => shown(one)) };
  },
};

async function changeDefault({ setDefault, unsetDefault }: OrgsValues): Promise<void> {
  if (setDefault !== undefined && unsetDefault === true) {
    throw usageError("Cannot use --set-default together with --unset-default: each undoes the other");
  }
  if (unsetDefault === true) await rm(defaultFile(), { force: true });
  if (setDefault === undefined) return;
  const org = await findKeptOrg(setDefault);
  if (org === undefined) {
    throw usageError(
      `Cannot take "${setDefault}" as the default: sfbulk login is not signed in to it`,
      "See what there is with: sfbulk orgs",
      `For an org of the sf CLI: sf config set target-org ${setDefault} --global`,
    );
  }
  await keepDefault(org.alias);
}

async function look(org: KeptOrg, isDefault: boolean): Promise<ListedOrg> {
  const isHidden = await isKnownToSf(org.alias);
  if (org.kind !== "browser") return { org, isDefault, isHidden, rotates: undefined, state: "ok" };
  let grant: StoredGrant | undefined;
  try {
    grant = await fileStore(grantFile(org)).read();
  } catch (error) {
    if (!isSfbulkError(error)) throw error;
    return { org, isDefault, isHidden, rotates: undefined, state: "unreadable" };
  }
  const state = grant === undefined ? "no grant" : grant.unanswered === undefined ? "ok" : "may be lost";
  return { org, isDefault, isHidden, rotates: rotationOf(org, grant), state };
}

const nameOf = ({ organizationName, organizationKind, organizationId }: KeptOrg): string =>
  organizationKind === undefined ? organizationId : `${organizationName ?? organizationId} (${organizationKind})`;

const stateOf = ({ state, rotates }: ListedOrg): string => (rotates === true && state === "ok" ? "ok, rotates" : state);

/** What `--json` shows. */
const shown = ({ org, isDefault, rotates, state, isHidden }: ListedOrg): object => ({
  ...shownOrg(org),
  isDefault,
  rotatesRefreshTokens: rotates ?? null,
  state,
  isHiddenBySf: isHidden,
});
