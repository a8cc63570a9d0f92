import type { VNode } from "preact";
import { isEmulatedHost } from "../org/emulated-host.ts";

/**
 * Leads to the job in the org's own Setup; an emulated org has none. The address is what the `sf` CLI prints for a job of
 * Bulk API 2.0 (`sf data import bulk`); that it shows jobs of 1.0 too is a guess.
 */
export function SetupLink({
  instanceUrl,
  jobId,
}: {
  readonly instanceUrl: string;
  readonly jobId: string;
}): VNode | null {
  const address = setupAddress(instanceUrl, jobId);
  return address === undefined ? null : (
    <a class="back" href={address} target="_blank" rel="noreferrer">
      Open in Setup
    </a>
  );
}

/** Gives the address of a job in Setup; `undefined` for an org on this computer. */
export function setupAddress(instanceUrl: string, jobId: string): string | undefined {
  const { protocol, hostname, origin } = new URL(instanceUrl);
  if (protocol !== "https:" || isEmulatedHost(hostname)) return undefined;
  return `${origin}/lightning/setup/AsyncApiJobStatus/page?address=${encodeURIComponent(`/${jobId}`)}`;
}
