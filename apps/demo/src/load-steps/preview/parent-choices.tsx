import type { VNode } from "preact";
import { choiceFor, parentChoices, parentSearch } from "../../load/plan/load-plan.ts";
import type { ParentChoice, ParentLookup } from "../../load/parents/parent-lookup.ts";

/** Of which column. */
export interface ParentChoicesProps {
  readonly lookup: ParentLookup;
  readonly isDisabled: boolean;
}

/** Says that parents are looked for before the load, and asks what is to be done where there is none, or several. */
export function ParentChoices({ lookup: { target, object, by }, isDisabled }: ParentChoicesProps): VNode {
  const choice = choiceFor(target);
  const set = (more: Partial<ParentChoice>): void => {
    parentChoices.value = { ...parentChoices.value, [target]: { ...choice, ...more } };
    parentSearch.value = undefined;
  };
  return (
    <div class="parent-choices">
      <span class="quiet">
        {object} is found by its {by} before the load
      </span>
      <Choice
        label="If there is none"
        value={choice.ifNone}
        options={{ stop: "load nothing", "leave-out": "leave the row out", empty: "leave it empty" }}
        isDisabled={isDisabled}
        onChoose={(ifNone) => set({ ifNone })}
      />
      <Choice
        label="If there are several"
        value={choice.ifSeveral}
        options={{
          stop: "load nothing",
          first: "take the oldest",
          "leave-out": "leave the row out",
          empty: "leave it empty",
        }}
        isDisabled={isDisabled}
        onChoose={(ifSeveral) => set({ ifSeveral })}
      />
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  /** What each value means, in words. */
  readonly options: Readonly<Record<Value, string>>;
  readonly isDisabled: boolean;
  readonly onChoose: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, options, isDisabled, onChoose }: ChoiceProps<Value>): VNode {
  return (
    <label class="inline-field">
      {label}
      <select
        value={value}
        disabled={isDisabled}
        onChange={({ currentTarget }) => onChoose(currentTarget.value as Value)}
      >
        {Object.entries<string>(options).map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
