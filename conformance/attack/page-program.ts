import { browserAdapter } from "@sfbulk/browser";
import { jobEnder } from "./end-job.ts";
import { socketsPatience } from "./sockets-patience.ts";

// What runs in the page: ends jobs of the origin that the page is of.
const connection = { ...socketsPatience, instanceUrl: location.origin, fetch: browserAdapter() };

Object.assign(globalThis, { endJob: jobEnder(connection) });
