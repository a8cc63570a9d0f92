import type { VNode } from "preact";
import { useState } from "preact/hooks";

/** An input that says what was written when it is left, or Enter is pressed. */
export interface DraftInputProps {
  readonly value: string;
  /** Takes what was written, and gives what of it counts; `undefined` where it cannot be used. */
  readonly onCommit: (text: string) => string | undefined;
  /** What can be used, in words; said where something else was written. */
  readonly rule?: string;
  /** Default: text. */
  readonly type?: "number" | "text";
  readonly min?: number;
  readonly max?: number;
  /** The id of the list that suggests values. */
  readonly list?: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  /** Where no label is around it. */
  readonly label?: string;
}

/** Takes text that counts only when it is whole: what is being written outlives whatever else the page shows meanwhile. */
export function DraftInput({ value, onCommit, label, rule, type = "text", ...rest }: DraftInputProps): VNode {
  // Of the value that it is to change: what comes in its place from elsewhere is shown.
  const [draft, setDraft] = useState<{ readonly text: string; readonly of: string } | undefined>(undefined);
  const [refused, setRefused] = useState<string | undefined>(undefined);
  const commit = (text: string): void => {
    const taken = onCommit(text);
    setDraft(undefined);
    setRefused(taken === undefined && rule !== undefined ? text : undefined);
  };
  return (
    <>
      <input
        {...rest}
        type={type}
        dir="auto"
        aria-label={label}
        spellcheck={false}
        autocomplete="off"
        value={draft?.of === value ? draft.text : value}
        onInput={(event) => {
          setDraft({ text: event.currentTarget.value, of: value });
          setRefused(undefined);
        }}
        onChange={(event) => commit(event.currentTarget.value.trim())}
      />
      {refused === undefined ? null : (
        <span class="refused" role="alert">
          {refused === "" ? "Not taken" : `"${refused}" was not taken`}: {rule}
        </span>
      )}
    </>
  );
}
