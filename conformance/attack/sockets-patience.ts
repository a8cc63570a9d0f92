import { token } from "./verdict.ts";

/** The patience of those who end jobs over sockets: time for what comes whole on a busy machine, little for what stands still. */
export const socketsPatience = {
  accessToken: token,
  attemptTimeout: 300,
  retry: { attempts: 3, baseDelay: 0, maxDelay: 0 },
} as const;
