import { findJobs } from "@sfbulk/node";
import { orgWords } from "../connection/org.ts";
import { count } from "../output/count.ts";
import type { Check } from "./check.ts";

const day = 24 * 3_600_000;

/** Lists what is open: whether the user may use the Bulk API at all, and whether something was left behind. */
export const openJobs: Check = {
  title: "Jobs",
  look: async (org, signal) => {
    let open = 0;
    let stale = 0;
    for await (const job of findJobs(org.connection, { state: "Open", signal })) {
      open++;
      if (Date.parse(job.createdDate) < Date.now() - day) stale++;
    }
    const says = `${count(open, "job")} open, ${stale} of them for more than a day`;
    const data = { open, stale };
    if (stale === 0) return { ok: true, says, data };
    return { ok: true, says, data, action: `Close what was left open: sfbulk close --stale${orgWords(org)}` };
  },
};
