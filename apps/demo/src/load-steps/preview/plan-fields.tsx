import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { DraftInput } from "../../components/draft-input.tsx";
import type { FieldChoice } from "../../load/plan/map-columns.ts";
import { isEnding, type LoadPlan, loadOperations, loadPlan } from "../../load/plan/load-plan.ts";

/** What is to be done with the rows. */
export function PlanFields({ fields }: { readonly fields: readonly FieldChoice[] }): VNode {
  const plan = loadPlan.value;
  const set = (more: Partial<LoadPlan>): void => void (loadPlan.value = { ...plan, ...more });
  return (
    <div class="fields">
      <label class="field">
        <span>Operation</span>
        <select
          value={plan.operation}
          onChange={(event) => set({ operation: event.currentTarget.value as LoadPlan["operation"] })}
        >
          {loadOperations.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Object</span>
        <DraftInput
          list="objects"
          value={plan.object}
          onCommit={(object) => {
            set({ object });
            return object;
          }}
        />
        <datalist id="objects">
          {["Account", "Contact", "Lead", "Opportunity", "Case", "Task"].map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </label>
      {plan.operation === "upsert" ? (
        <label class="field">
          <span>External id field</span>
          <DraftInput
            list="keys"
            value={plan.externalId}
            placeholder="Ext__c"
            onCommit={(externalId) => {
              set({ externalId });
              return externalId;
            }}
          />
          <datalist id="keys">
            {fields
              .filter(({ isKey }) => isKey)
              .map(({ name, label }) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
          </datalist>
        </label>
      ) : null}
      <label class="field">
        <span>Rows per batch</span>
        <DraftInput
          type="number"
          min={1}
          max={10_000}
          value={String(plan.maxRecords)}
          rule="a batch has from 1 to 10,000 rows"
          onCommit={(text) => {
            const maxRecords = Number(text);
            if (!Number.isInteger(maxRecords) || maxRecords < 1 || maxRecords > 10_000) return undefined;
            set({ maxRecords });
            return String(maxRecords);
          }}
        />
      </label>
      <label class="check" title="For records that lock one another">
        <input
          type="checkbox"
          checked={plan.isSerial}
          onChange={(event) => set({ isSerial: event.currentTarget.checked })}
        />
        One batch after another
      </label>
      <MoreOptions plan={plan} onSet={set} />
    </div>
  );
}

/** What few loads need: the other options of a job. */
function MoreOptions({
  plan,
  onSet,
}: {
  readonly plan: LoadPlan;
  readonly onSet: (more: Partial<LoadPlan>) => void;
}): VNode {
  const { assignmentRule, lineEnding, retriesBatches, operation } = plan;
  const [isOpen] = useState(assignmentRule !== "" || lineEnding !== "" || !retriesBatches);
  return (
    <details class="more-options" open={isOpen}>
      <summary>More options</summary>
      <div class="fields">
        {isEnding(operation) ? null : (
          <label class="field">
            <span>Assignment rule, for cases and leads</span>
            <DraftInput
              value={assignmentRule}
              placeholder="01Q…"
              rule="the id of an assignment rule begins with 01Q and has 15 or 18 letters and digits"
              onCommit={(text) => {
                const id = text.trim();
                if (id !== "" && !/^01Q\w{12}(?:\w{3})?$/.test(id)) return undefined;
                onSet({ assignmentRule: id });
                return id;
              }}
            />
          </label>
        )}
        <label class="field">
          <span>Line ends within values</span>
          <select
            value={lineEnding}
            onChange={({ currentTarget }) => onSet({ lineEnding: currentTarget.value as LoadPlan["lineEnding"] })}
          >
            <option value="">Salesforce's choice</option>
            <option value="LF">LF</option>
            <option value="CRLF">CRLF</option>
          </select>
        </label>
        <label class="check" title="Salesforce tries a batch up to 10 times; each time the triggers run again">
          <input
            type="checkbox"
            checked={retriesBatches}
            onChange={(event) => onSet({ retriesBatches: event.currentTarget.checked })}
          />
          Salesforce may try a batch again
        </label>
      </div>
    </details>
  );
}
