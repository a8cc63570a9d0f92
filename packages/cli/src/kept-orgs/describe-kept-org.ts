import type { KeptOrg } from "./kept-org.ts";
import { kindWords } from "./sign-in-words.ts";

/** Says whose sign-in it is, in words: `ada@acme.example, Acme Ltd (production), by browser`. */
export function describeKeptOrg({
  username,
  organizationName,
  organizationKind,
  organizationId,
  kind,
}: KeptOrg): string {
  const name = organizationName ?? organizationId;
  const org = organizationKind === undefined ? name : `${name} (${organizationKind})`;
  return [username, org, `by ${kindWords[kind]}`].join(", ");
}

/** What `--json` shows of an org: no token, and no secret. */
export function shownOrg(org: KeptOrg): object {
  const { alias, kind, username, userId, organizationId, organizationName, organizationKind } = org;
  const { instanceUrl, loginUrl, clientId, clientSecretFile, jwtKeyFile, signedInAt } = org;
  return {
    alias,
    username,
    userId,
    organizationId,
    organizationName,
    organizationKind,
    instanceUrl,
    loginUrl,
    clientId,
    signInKind: kind,
    clientSecretFile,
    jwtKeyFile,
    signedInAt,
  };
}
