import { getUser } from "@sfbulk/node";
import type { Check } from "./check.ts";

/** Asks whose session it is. */
export const session: Check = {
  title: "Session",
  look: async ({ connection }, signal) => {
    const user = await getUser(connection, { signal });
    return { ok: true, says: `${user.username}, org ${user.organizationId}`, data: user };
  },
};
