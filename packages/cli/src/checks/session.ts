import { getUser, isSfbulkError } from "@sfbulk/node";
import type { Check } from "./check.ts";

/** Asks whose session it is. */
export const session: Check = {
  title: "Session",
  look: async ({ connection, from }, signal) => {
    try {
      const user = await getUser(connection, { signal });
      return { ok: true, says: `${user.username}, org ${user.organizationId}`, data: user };
    } catch (error) {
      if (from.by !== "token" || !isSfbulkError(error) || error.code !== "SessionRejected") throw error;
      return {
        ok: false,
        says: error.message,
        // That such a session is refused in the words of one that has ended is a guess.
        action:
          "Sign in again with: sf org login web, or sfbulk login. A token that is good elsewhere may be locked to the IP address there: Setup → Session Settings",
      };
    }
  },
};
