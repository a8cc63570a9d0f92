import { createJob, type JobInfo } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { PageHead } from "../components/page-head.tsx";
import { LoadPanel } from "../job/load-panel.tsx";
import { connectionFor, type Org } from "../org/org.ts";

const operations = ["insert", "update", "upsert", "delete"];

/** Loads a file with a job of its own. */
export function LoadView({ org }: { readonly org: Org }): VNode {
  const [object, setObject] = useState("Contact");
  const [operation, setOperation] = useState("insert");
  const [externalId, setExternalId] = useState("");
  const makeJob = async (): Promise<JobInfo> =>
    await createJob(connectionFor(org, `Create a job to ${operation} ${object}`), {
      operation,
      object,
      contentType: "CSV",
      externalIdFieldName: operation === "upsert" ? externalId : undefined,
    });
  return (
    <>
      <PageHead icon="upload" kicker="New job" title="Load a file">
        <p class="quiet">A job is made for it, and closed behind it.</p>
      </PageHead>
      <section class="card" aria-label="Load">
        <div class="fields">
          <label class="field">
            <span>Operation</span>
            <select value={operation} onChange={(event) => setOperation(event.currentTarget.value)}>
              {operations.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>Object</span>
            <input
              list="objects"
              value={object}
              spellcheck={false}
              autocomplete="off"
              onInput={(event) => setObject(event.currentTarget.value.trim())}
            />
            <datalist id="objects">
              {["Account", "Contact", "Lead", "Custom__c"].map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </label>
          {operation === "upsert" ? (
            <label class="field">
              <span>External id field</span>
              <input
                value={externalId}
                spellcheck={false}
                onInput={(event) => setExternalId(event.currentTarget.value.trim())}
              />
            </label>
          ) : null}
        </div>
        <LoadPanel org={org} job={makeJob} />
      </section>
    </>
  );
}
