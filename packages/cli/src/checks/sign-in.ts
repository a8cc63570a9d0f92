import { fileStore, type StoredGrant } from "@sfbulk/node";
import { grantFile } from "../kept-orgs/org-files.ts";
import type { KeptOrg } from "../kept-orgs/kept-org.ts";
import { rotationOf } from "../kept-orgs/rotation-of.ts";
import { kindWords, signInWords } from "../kept-orgs/sign-in-words.ts";
import { timeAgo } from "../output/time-ago.ts";
import type { Check, Finding } from "./check.ts";

/**
 * Says how the session came about, who renews it, and what will end that. Whether an app is a connected app or an External
 * Client App cannot be told from outside.
 *
 * @see https://help.salesforce.com/s/articleView?id=000886201&type=1
 */
export const signIn: Check = {
  title: "Sign-in",
  look: async ({ from }) => {
    if (from.by === "sfbulk") {
      const { kept } = from;
      return describe(kept, kept.kind === "browser" ? await fileStore(grantFile(kept)).read() : undefined);
    }
    if (from.by === "sf") {
      return {
        ok: true,
        says: "by the sf CLI, which renews the session",
        // Evidence: forcedotcom/sfdx-core#1340.
        action:
          "Where the app rotates refresh tokens, that works once, since the sf CLI does not keep the new ones; sfbulk login does",
        data: { by: "sf" },
      };
    }
    return {
      ok: true,
      says: "a token that was handed over, which nobody renews",
      action:
        "Where it comes of the username-password flow, that ends on 2027-02-20; of SOAP login(), in Summer '27. What lasts: sfbulk login --help",
      data: { by: "token" },
    };
  },
};

function describe(kept: KeptOrg, grant: StoredGrant | undefined): Finding {
  const { kind, clientId, signedInAt } = kept;
  const says = `by ${kindWords[kind]}, app ${clientId}, ${timeAgo(signedInAt, false)}`;
  const rotates = rotationOf(kept, grant);
  const data = { by: "sfbulk", signInKind: kind, clientId, signedInAt, rotatesRefreshTokens: rotates ?? null };
  if (kind !== "browser") return { ok: true, says: `${says}; no end of this flow is announced`, data };
  if (grant?.unanswered !== undefined) {
    return {
      ok: false,
      says: `${says}; an answer with a new token was lost at ${grant.unanswered}, so that this grant may be dead`,
      action: `Where it is, sign in again with: ${signInWords(kept)}`,
      data,
    };
  }
  return { ok: true, says: `${says}; ${rotationWords(rotates)}`, data };
}

const rotationWords = (rotates: boolean | undefined): string =>
  rotates === undefined
    ? "whether its refresh tokens rotate shows at the first renewal"
    : rotates
      ? "its refresh tokens rotate, and each new one is kept"
      : "its refresh token stays the same";
