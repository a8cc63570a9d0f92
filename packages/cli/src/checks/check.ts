import type { Org } from "../connection/org.ts";

/** What one look has found. */
export interface Finding {
  readonly ok: boolean;
  /** One line. */
  readonly says: string;
  /** What to do about it. */
  readonly action?: string;
  /** The same for programs. */
  readonly data?: unknown;
}

/** Looks whether one thing is in order. What it throws counts as a finding that is not. */
export interface Check {
  readonly title: string;
  readonly look: (org: Org, signal: AbortSignal) => Promise<Finding>;
}
