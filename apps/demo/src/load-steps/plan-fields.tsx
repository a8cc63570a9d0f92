import type { VNode } from "preact";
import { DraftInput } from "../components/draft-input.tsx";
import type { FieldChoice } from "../load/map-columns.ts";
import { type LoadPlan, loadOperations, loadPlan } from "../load/load-plan.ts";

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
          onCommit={(text) => {
            const maxRecords = Math.floor(Number(text));
            if (!(maxRecords >= 1 && maxRecords <= 10_000)) return undefined;
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
    </div>
  );
}
