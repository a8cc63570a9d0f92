import { Notice } from "demo/src/components/notice.tsx";
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { askForSalesforce, canSeeSalesforce, onAccessChange } from "../browser/salesforce-access.ts";

/** Asks for what the extension cannot do without, and says what it is for. */
export function Welcome(): VNode {
  const [isAllowed, setAllowed] = useState<boolean | undefined>(undefined);
  useEffect(() => {
    const look = (): void => void canSeeSalesforce().then(setAllowed, reportError);
    look();
    onAccessChange(look);
  }, []);
  return (
    <main class="look">
      <h1>{isAllowed === true ? "sfbulk" : "sfbulk: one more step"}</h1>
      {isAllowed === true ? (
        <Notice tone="good" title="All is there">
          <p>Open an org in a tab, and press the button at its edge, or that of the toolbar.</p>
        </Notice>
      ) : (
        <Notice tone="info" title="Let sfbulk see Salesforce's pages">
          <p>It works with the session that you have in them. It sees no other sites, and sends to your orgs alone.</p>
          <p>
            <button type="button" class="button brand" onClick={() => void askForSalesforce()}>
              Allow it
            </button>
          </p>
        </Notice>
      )}
    </main>
  );
}
