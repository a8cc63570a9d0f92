import type { Permission } from "../../options/permission.ts";

/** A session of the org, kept under its access token. */
export interface Session {
  readonly userId: string;
  readonly permissions: readonly Permission[];
  /** How many more calls it lives for. */
  callsLeft: number;
}
