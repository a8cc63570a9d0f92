import type { Connection } from "@sfbulk/node";
import type { KeptOrg } from "../kept-orgs/kept-org.ts";

/** An org to work with. */
export interface Org {
  readonly connection: Connection;
  /** What people call it: its alias, else its host. */
  readonly label: string;
  /** The options that name it, to be put into commands that are recommended. */
  readonly words: readonly string[];
  /** Where its session comes from. */
  readonly from: SessionOrigin;
}

/**
 * Where a session comes from: a sign-in of `sfbulk login`, the sf CLI, the sf CLI inside which the command runs, or whoever
 * has handed a token over.
 */
export type SessionOrigin =
  | { readonly by: "sfbulk"; readonly kept: KeptOrg }
  | { readonly by: "sf" }
  | { readonly by: "inside" }
  | { readonly by: "token" };

/** Gives the options that name an org, with a space before them. */
export const orgWords = (org: Org | undefined): string => (org?.words ?? []).map((word) => ` ${word}`).join("");

/** Gives the address of the page of Setup that shows jobs, or one of them. */
export function setupLink({ connection: { instanceUrl } }: Org, jobId?: string): string {
  const page = jobId === undefined ? "home" : `page?address=%2F${jobId}`;
  return `${instanceUrl.replace(/\/$/, "")}/lightning/setup/AsyncApiJobStatus/${page}`;
}
