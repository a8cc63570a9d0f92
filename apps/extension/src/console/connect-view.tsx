import { Icon } from "demo/src/components/icon.tsx";
import { PageHead } from "demo/src/components/page-head.tsx";
import { OrgBadge } from "demo/src/org/org-badge.tsx";
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { findOrgs } from "../orgs/find-orgs.ts";
import { consoleUrl, type OrgPlace } from "../orgs/org-place.ts";
import { forgetApp } from "../orgs/org-session.ts";
import { SessionTrouble } from "../orgs/session-trouble.tsx";
import { connect, place, session, sessionFailure } from "./session.ts";

/** Which org this tab works with, and as whom; and the others of this browser. */
export function ConnectView(): VNode {
  const [orgs, setOrgs] = useState<readonly OrgPlace[]>([]);
  useEffect(() => {
    findOrgs().then(setOrgs, reportError);
  }, []);
  const failure = sessionFailure.value;
  return (
    <>
      <PageHead icon="plug" title="Connect">
        <p class="quiet">The session is that of this browser: sign in to an org as always, and it is here.</p>
      </PageHead>
      <section class="card" aria-label="This tab">
        {failure === undefined ? (
          <Current />
        ) : (
          <SessionTrouble error={failure} place={place} onRetry={() => void connect()} />
        )}
        <p class="promise quiet">
          <Icon name="info" />
          The session is read from the browser when it is needed, and struck out on the Wire. It goes to the org alone.
        </p>
      </section>
      <section class="card" aria-labelledby="orgs">
        <h2 id="orgs">Orgs of this browser</h2>
        <ul class="orgs-list">
          {orgs.map((one) => (
            <li key={`${one.host} ${one.storeId ?? ""}`}>
              <a class="button" href={consoleUrl(one)} target="_blank">
                {one.host}
              </a>
            </li>
          ))}
        </ul>
        {orgs.length === 0 ? <p class="quiet">There is none.</p> : null}
      </section>
    </>
  );
}

function Current(): VNode {
  const current = session.value;
  if (current === undefined) return <p>There is no session yet.</p>;
  const { user, by, connection } = current;
  return (
    <>
      <p>
        <strong>{new URL(connection.instanceUrl).host}</strong> <OrgBadge instanceUrl={connection.instanceUrl} />
      </p>
      <p>
        As {user.username}, {by === "app" ? "signed in by your External Client App" : "by the browser's own session"}.
      </p>
      {by === "app" ? (
        <p>
          <button type="button" class="button" onClick={() => void forgetApp(current.place).then(connect)}>
            Use the browser's session
          </button>
        </p>
      ) : null}
    </>
  );
}
