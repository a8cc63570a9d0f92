import { CopyButton } from "demo/src/components/copy-button.tsx";
import { Notice } from "demo/src/components/notice.tsx";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { askFor } from "../browser/salesforce-access.ts";
import { changeSettings, type Settings } from "../browser/settings.ts";
import { redirectUrl } from "./redirect-url.ts";

/** What can be set. */
export function Options({ settings: first }: { readonly settings: Settings }): VNode {
  const [settings, setSettings] = useState(first);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const change = async (changes: Partial<Settings>): Promise<void> => setSettings(await changeSettings(changes));
  /** Asks for what a setting takes, and leaves it off where the answer is no. */
  const turn = (permission: chrome.runtime.ManifestPermission, changes: Partial<Settings>, isOn: boolean): void => {
    setTrouble(undefined);
    const asked = isOn ? askFor(permission) : Promise.resolve(true);
    asked
      .then(async (isAllowed) => {
        if (isAllowed) return await change(changes);
        // What the box shows is what is set.
        setSettings({ ...settings });
        return setTrouble("The browser did not allow it: nothing was changed.");
      })
      .catch((error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)));
  };
  return (
    <main class="look options">
      <h1>sfbulk: options</h1>
      {trouble === undefined ? null : <Notice tone="bad" title={trouble} />}
      <section class="card" aria-labelledby="badge">
        <h2 id="badge">Jobs that were left open</h2>
        <label class="check">
          <input
            type="checkbox"
            checked={settings.hasBadge}
            onChange={({ currentTarget }) => turn("alarms", { hasBadge: currentTarget.checked }, currentTarget.checked)}
          />
          Count mine on the button, in all orgs that I am signed in to
        </label>
        <p class="quiet">Every 30 minutes; two calls of the API for each org.</p>
        <label class="check">
          <input
            type="checkbox"
            disabled={!settings.hasBadge}
            checked={settings.notifies}
            onChange={({ currentTarget }) =>
              turn("notifications", { notifies: currentTarget.checked }, currentTarget.checked)
            }
          />
          Tell me once when there are new ones
        </label>
      </section>
      <section class="card" aria-labelledby="own-app">
        <h2 id="own-app">Orgs that refuse the browser's session</h2>
        <p>
          Where API Access Control is on, you can sign in by an External Client App that an administrator has made: with
          the scopes <code>api</code> and <code>refresh_token</code>, PKCE, no secret, and this callback URL:
        </p>
        <p>
          <code class="id">{redirectUrl()}</code> <CopyButton text={redirectUrl()} label="Copy the callback URL" />
        </p>
        <label class="field">
          <span>Client id (consumer key)</span>
          <input
            name="client-id"
            type="text"
            spellcheck={false}
            autocomplete="off"
            value={settings.clientId}
            onChange={({ currentTarget }) => void change({ clientId: currentTarget.value.trim() })}
          />
        </label>
        <p class="quiet">It is no secret. What you sign in with is kept in memory until the browser is closed.</p>
      </section>
    </main>
  );
}
