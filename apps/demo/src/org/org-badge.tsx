import type { VNode } from "preact";
import { readOrgType } from "./org-type.ts";

/** Says what is at stake in an org: production, sandbox, or nothing. */
export function OrgBadge({ instanceUrl }: { readonly instanceUrl: string }): VNode {
  const { name, tone, why } = readOrgType(instanceUrl);
  return (
    <span class="badge org-type" data-tone={tone} title={why}>
      {name}
    </span>
  );
}
