import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { Icon } from "../components/icon.tsx";
import type { Org } from "../org/org.ts";

/** The emulated org, and what to do with it. */
export interface EmulatorCardProps {
  readonly org: Org | undefined;
  readonly onUse: () => Promise<void>;
}

const many = 500;

/** What can be done with the org in the service worker. */
export function EmulatorCard({ org, onUse }: EmulatorCardProps): VNode {
  const [busy, setBusy] = useState<string | undefined>(undefined);
  const control = org?.control;
  const run = async (name: string, work: () => Promise<void>): Promise<void> => {
    setBusy(name);
    await work().finally(() => setBusy(undefined));
    announce(`${name}: done`);
  };
  const addMany = async (): Promise<void> => {
    if (control === undefined) return;
    for (let count = 0; count < many; count++) {
      await control.addJob({ object: count % 3 === 0 ? "Lead" : "Account", ageMs: 86_400_000 + count * 600_000 });
    }
    location.hash = "#/jobs";
  };
  const reset = async (): Promise<void> => {
    await control?.reset();
    await onUse();
  };
  if (control === undefined) {
    return (
      <>
        <h2>Emulator in this page</h2>
        <p>It remembers what you did in it, and runs offline.</p>
        <button type="button" class="button brand" onClick={() => void run("Connect", onUse)}>
          Use the emulator
        </button>
      </>
    );
  }
  return (
    <>
      <h2>Emulator in this page</h2>
      <p>
        In use, as <span class="id">{org?.instanceUrl}</span>. It remembers what you did in it until you reset it, also
        when the browser ends its worker.
      </p>
      <div class="load-actions">
        <button
          type="button"
          class="button"
          disabled={busy !== undefined}
          onClick={() => void run("Add jobs", addMany)}
        >
          <Icon name="list" />
          Leave {many} jobs open
        </button>
        <button type="button" class="button" disabled={busy !== undefined} onClick={() => void run("Reset", reset)}>
          <Icon name="refresh" />
          Reset the org
        </button>
        {busy === undefined ? null : <span class="spinner" role="status" aria-label={busy} />}
      </div>
    </>
  );
}
