import { isSameId } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { Org } from "./org.ts";
import { userNames, wantUserName } from "./user-names.ts";

/** Whose something is. */
export interface OwnerNameProps {
  readonly org: Org;
  readonly userId: string | null;
}

/** Says whose something is: by name where the org tells it, else by id. */
export function OwnerName({ org, userId }: OwnerNameProps): VNode {
  useEffect(() => {
    if (userId !== null) wantUserName(org, userId);
  }, [org, userId]);
  if (userId === null) return <span class="quiet">not told</span>;
  if (org.userId !== undefined && isSameId(userId, org.userId)) return <span>You</span>;
  const name = userNames.value.get(userId.slice(0, 15));
  return name === undefined ? (
    <span class="id quiet" title={userId}>
      {userId.slice(0, 15)}
    </span>
  ) : (
    <span title={userId}>{name}</span>
  );
}
