import { token } from "./verdict.ts";

/**
 * The patience of those who end jobs over sockets. What stands still is rare and costs all of it; what comes whole must have
 * arrived by then, on the busiest machine: with 300 ms a request was given up that nobody had seen yet, and counted as sent.
 */
export const socketsPatience = {
  accessToken: token,
  attemptTimeout: 1000,
  retry: { attempts: 3, baseDelay: 0, maxDelay: 0 },
} as const;
