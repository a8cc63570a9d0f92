import { isSfbulkError } from "@sfbulk/browser";
import { Notice } from "demo/src/components/notice.tsx";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { askForSalesforce } from "../browser/salesforce-access.ts";
import type { OrgPlace } from "./org-place.ts";
import { signInByApp } from "./org-session.ts";

/** What went wrong, and what can be done about it from here. */
export interface SessionTroubleProps {
  readonly error: Error;
  /** The org, where it is known. */
  readonly place: OrgPlace | undefined;
  /** Tries again, after something was done. */
  readonly onRetry: () => void;
}

/** Says why there is no session of an org, and offers what helps: leave, a sign-in by an app, another try. */
export function SessionTrouble({ error, place, onRetry }: SessionTroubleProps): VNode {
  const [failure, setFailure] = useState<Error | undefined>(undefined);
  const { title, text, help } = explain(error);
  const act = (work: () => Promise<unknown>) => () => {
    setFailure(undefined);
    work().then(onRetry, setFailure);
  };
  return (
    <Notice tone="bad" title={title}>
      {text.map((one) => (
        <p key={one}>{one}</p>
      ))}
      {failure === undefined ? null : <p role="alert">{failure.message}</p>}
      <p class="look-actions">
        {help === "app" && place !== undefined ? (
          <>
            <button type="button" class="button brand" onClick={act(async () => await signInByApp(place))}>
              Sign in by your app
            </button>
            <button type="button" class="button" onClick={() => void chrome.runtime.openOptionsPage()}>
              Options
            </button>
          </>
        ) : null}
        {help === "access" ? (
          <button type="button" class="button brand" onClick={act(askForSalesforce)}>
            Allow it
          </button>
        ) : null}
        <button type="button" class="button" onClick={onRetry}>
          Try again
        </button>
      </p>
    </Notice>
  );
}

interface Explanation {
  readonly title: string;
  readonly text: readonly string[];
  readonly help: "app" | "access" | "none";
}

function explain(error: Error): Explanation {
  if (error.name === "NoAccess") {
    return { title: "This browser does not let sfbulk see Salesforce", text: [error.message], help: "access" };
  }
  const code = isSfbulkError(error) ? error.code : undefined;
  switch (code) {
    case "ApiAccessControl":
      return {
        title: "This org refuses the browser's session",
        text: [
          "API Access Control is on: the org lets in apps that an administrator has allowed, and no session of a page.",
          "With the client id of an External Client App in the options you can sign in by it.",
        ],
        help: "app",
      };
    case "SessionNotFound":
      return {
        title: "Nobody is signed in to this org here",
        text: ["Sign in to the org in this browser (in this container, or private window), and try again."],
        help: "none",
      };
    case "SessionRejected":
    case "RefreshTokenDead":
    case "NoGrant":
      return {
        title: "The session of this org is over",
        text: [error.message],
        help: code === "SessionRejected" ? "none" : "app",
      };
    default:
      return { title: "The org cannot be asked", text: [error.message], help: "none" };
  }
}
