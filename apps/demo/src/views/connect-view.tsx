import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { Icon } from "../components/icon.tsx";
import { PageHead } from "../components/page-head.tsx";
import { ConnectForm } from "../connecting/connect-form.tsx";
import { useOrg } from "../connecting/connect-org.ts";
import { EmulatorCard } from "../connecting/emulator-card.tsx";
import { useEmulatedOrg } from "../org/emulated-org.ts";
import { currentOrg } from "../org/org.ts";

type Way = "emulator" | "direct" | "relay";

const ways: readonly { readonly way: Way; readonly title: string; readonly text: string }[] = [
  {
    way: "emulator",
    title: "Emulator in this page",
    text: "An org in this page's service worker. Nothing leaves the browser; the network panel shows every request.",
  },
  {
    way: "relay",
    title: "An org, through the relay",
    text: "This page's own server passes the requests on: to every https://*.my.salesforce.com, and to those that RELAY_INSTANCES names.",
  },
  {
    way: "direct",
    title: "An org, or an emulator on a port, directly",
    text: "The browser asks the org itself, which must allow this page (CORS).",
  },
];

/** Which org the console works with. */
export function ConnectView(): VNode {
  const org = currentOrg.value;
  const [way, setWay] = useState<Way>(org?.kind ?? "emulator");
  return (
    <>
      <PageHead icon="plug" title="Connect">
        <p class="quiet">{org === undefined ? "Not connected" : `Connected: ${org.label}, ${org.instanceUrl}`}</p>
      </PageHead>
      <div class="connect">
        <fieldset class="card ways">
          <legend>Work with</legend>
          {ways.map(({ way: one, title, text }) => (
            <label key={one} class="way" data-chosen={way === one}>
              <input type="radio" name="way" value={one} checked={way === one} onChange={() => setWay(one)} />
              <span>
                <strong>{title}</strong>
                {org?.kind === one ? (
                  <span class="badge" data-tone="good">
                    in use
                  </span>
                ) : null}
                <span class="quiet">{text}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <section class="card" aria-label="Details">
          {way === "emulator" ? <EmulatorCard org={org} onUse={useEmulator} /> : <ConnectForm key={way} way={way} />}
          <p class="promise quiet">
            <Icon name="info" />
            The token is kept in this tab's memory: it is not stored, in no address, and struck out on the Wire.
            Reloading the page forgets it.
          </p>
        </section>
      </div>
    </>
  );
}

async function useEmulator(): Promise<void> {
  useOrg(undefined);
  await useEmulatedOrg();
  announce("Connected to the emulator in this page");
}
