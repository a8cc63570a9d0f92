import type { VNode } from "preact";
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
        <input
          list="objects"
          value={plan.object}
          spellcheck={false}
          autocomplete="off"
          onChange={(event) => set({ object: event.currentTarget.value.trim() })}
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
          <input
            list="keys"
            required
            value={plan.externalId}
            spellcheck={false}
            autocomplete="off"
            placeholder="Ext__c"
            onChange={(event) => set({ externalId: event.currentTarget.value.trim() })}
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
        <input
          type="number"
          min={1}
          max={10_000}
          value={plan.maxRecords}
          onChange={({ currentTarget }) => {
            const { valueAsNumber } = currentTarget;
            if (valueAsNumber >= 1 && valueAsNumber <= 10_000) set({ maxRecords: Math.floor(valueAsNumber) });
            else currentTarget.value = String(plan.maxRecords);
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
