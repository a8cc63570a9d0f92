import { OrgBadge } from "demo/src/org/org-badge.tsx";
import type { VNode } from "preact";
import type { OrgSession } from "../orgs/org-session.ts";

/** Says which org it is, what is at stake in it, and whose session. */
export function OrgHead({ session: { place, connection, user, by } }: { readonly session: OrgSession }): VNode {
  return (
    <header class="look-head">
      <h1>{place.host}</h1>
      <OrgBadge instanceUrl={connection.instanceUrl} />
      <p class="quiet">
        {user.username}
        {by === "app" ? ", signed in by your app" : ""}
      </p>
    </header>
  );
}
