import { objectOfQuery } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Org } from "../org/org.ts";
import { soqlText } from "./current-query.ts";
import { describeTrouble, knownObjects, readFields, readObjects } from "./known-objects.ts";
import { suggestSoql } from "./suggest-soql.ts";

/** Where a statement is written. */
export interface SoqlBoxProps {
  readonly org: Org;
  readonly isDisabled: boolean;
  /** Is called by Ctrl-Enter. */
  readonly onRun: () => void;
}

/** A box for SOQL that suggests the org's objects and fields. */
export function SoqlBox({ org, isDisabled, onRun }: SoqlBoxProps): VNode {
  const box = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState<number | undefined>(undefined);
  const [chosen, setChosen] = useState(0);
  const text = soqlText.value;
  const object = objectOfQuery(text);
  useEffect(() => void readObjects(org), [org]);
  const objects = knownObjects();
  useEffect(() => {
    if (object !== undefined) void readFields(org, object);
  }, [org, object, objects.objects]);
  const suggestions = caret === undefined ? undefined : suggestSoql(text, caret, object, objects);
  const found = suggestions?.found ?? [];
  const missing = suggestions?.missing[0];
  useEffect(() => {
    if (missing !== undefined) void readFields(org, missing);
  }, [missing]);
  const close = (): void => setCaret(undefined);
  const take = (index: number): void => {
    const one = found[index];
    if (one === undefined || suggestions === undefined || box.current === null) return;
    // By the browser's own way of typing, so that it can be taken back.
    box.current.setSelectionRange(suggestions.from, suggestions.to);
    box.current.setRangeText(one.text, suggestions.from, suggestions.to, "end");
    soqlText.value = box.current.value;
    setChosen(0);
    // Behind a parent its fields come.
    if (one.text.endsWith(".")) setCaret(box.current.selectionStart);
    else close();
    box.current.focus();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      close();
      onRun();
      return;
    }
    if (found.length === 0) return;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => setChosen((chosen + 1) % found.length),
      ArrowUp: () => setChosen((chosen + found.length - 1) % found.length),
      Enter: () => take(chosen),
      Escape: close,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
  return (
    <div class="soql">
      <label class="field">
        <span>SOQL</span>
        <textarea
          ref={box}
          rows={4}
          spellcheck={false}
          autocapitalize="off"
          disabled={isDisabled}
          value={text}
          aria-autocomplete="list"
          aria-controls="soql-words"
          aria-activedescendant={found.length === 0 ? undefined : `soql-word-${chosen}`}
          onInput={({ currentTarget }) => {
            soqlText.value = currentTarget.value;
            setChosen(0);
            setCaret(currentTarget.selectionStart);
          }}
          onKeyDown={press}
          onBlur={close}
        />
      </label>
      <ul id="soql-words" class="soql-words" role="listbox" aria-label="Suggestions" hidden={found.length === 0}>
        {found.map((one, index) => (
          <li
            key={one.text}
            id={`soql-word-${index}`}
            role="option"
            aria-selected={index === chosen}
            // The box keeps the focus.
            onMouseDown={(event) => {
              event.preventDefault();
              take(index);
            }}
          >
            <span class="id">{one.text}</span> <span class="quiet">{one.label}</span>
          </li>
        ))}
      </ul>
      {describeTrouble.value === undefined ? null : (
        <p class="quiet">Names are not suggested: {describeTrouble.value.message}</p>
      )}
    </div>
  );
}
