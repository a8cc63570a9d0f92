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
      <label class="inline-field">
        If there is none
        <select
          value={choice.ifNone}
          disabled={isDisabled}
          onChange={({ currentTarget }) => set({ ifNone: currentTarget.value as ParentChoice["ifNone"] })}
        >
          <option value="stop">load nothing</option>
          <option value="leave-out">leave the row out</option>
          <option value="empty">leave it empty</option>
        </select>
      </label>
      <label class="inline-field">
        If there are several
        <select
          value={choice.ifSeveral}
          disabled={isDisabled}
          onChange={({ currentTarget }) => set({ ifSeveral: currentTarget.value as ParentChoice["ifSeveral"] })}
        >
          <option value="stop">load nothing</option>
          <option value="first">take the oldest</option>
          <option value="leave-out">leave the row out</option>
          <option value="empty">leave it empty</option>
        </select>
      </label>
    </div>
  );
}
