import { createHash } from "node:crypto";
import type { StoredGrant } from "@sfbulk/node";
import type { KeptOrg } from "./kept-org.ts";

/** A digest of a token, by which it is known again and not found out. */
const digest = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Gives what tells the first tokens of a grant from later ones. */
export const firstOf = ({ accessToken = "", refreshToken }: StoredGrant): NonNullable<KeptOrg["first"]> => ({
  accessToken: digest(accessToken),
  refreshToken: digest(refreshToken),
});

/** Tells whether the app rotates refresh tokens; `undefined` where that has not shown, since nothing was renewed yet. */
export function rotationOf({ first }: KeptOrg, grant: StoredGrant | undefined): boolean | undefined {
  if (first === undefined || grant === undefined) return undefined;
  const now = firstOf(grant);
  if (now.refreshToken !== first.refreshToken) return true;
  return now.accessToken === first.accessToken ? undefined : false;
}
