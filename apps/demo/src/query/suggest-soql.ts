import type { FieldDescription } from "@sfbulk/browser";

/** What is known of the org's objects and fields. */
export interface KnownObjects {
  /** The names of all objects; `undefined` where they are not known. */
  readonly objects: readonly string[] | undefined;
  /** The fields of an object by its name in any case; `undefined` where they are not known. */
  readonly fieldsOf: (object: string) => readonly FieldDescription[] | undefined;
}

/** A word that may stand where one is being written. */
interface Suggestion {
  readonly text: string;
  /** What it is. */
  readonly label: string;
}

/** Words that may stand at a place of a statement. */
export interface Suggestions {
  /** The place of the word that is being written: the first of its characters, and the one behind it. */
  readonly from: number;
  readonly to: number;
  readonly found: readonly Suggestion[];
  /** The objects whose fields must be known to say more. */
  readonly missing: readonly string[];
}

const mostFound = 8;

/** Suggests objects behind FROM, and elsewhere fields of the object of the statement, through its parents too. */
export function suggestSoql(text: string, caret: number, object: string | undefined, known: KnownObjects): Suggestions {
  let from = caret;
  while (from > 0 && isWord(text.charCodeAt(from - 1))) from--;
  const word = text.slice(from, caret);
  const before = text.slice(0, from);
  const nothing = { from, to: caret, found: [], missing: [] };
  // Within quotes stand values.
  if (before.split("'").length % 2 === 0) return nothing;
  if (lastWord(before) === "FROM") {
    const found = (known.objects ?? []).map((name) => ({ text: name, label: "object" }));
    return { ...nothing, found: best(found, word) };
  }
  if (object === undefined) return nothing;
  const steps = word.split(".");
  const typed = steps.pop() ?? "";
  let parent = object;
  for (const step of steps) {
    const fields = known.fieldsOf(parent);
    if (fields === undefined) return { ...nothing, missing: [parent] };
    const reference = fields.find(({ relationshipName }) => relationshipName?.toLowerCase() === step.toLowerCase());
    const [target] = reference?.referenceTo ?? [];
    if (target === undefined) return nothing;
    parent = target;
  }
  const fields = known.fieldsOf(parent);
  if (fields === undefined) return { ...nothing, missing: [parent] };
  const found = fields.flatMap(({ name, label, type, relationshipName }) => [
    { text: name, label: `${label}, ${type}` },
    ...(relationshipName === null ? [] : [{ text: `${relationshipName}.`, label: "parent" }]),
  ]);
  return { from: caret - typed.length, to: caret, found: best(found, typed), missing: [] };
}

/** Letters, digits, `_` and the dot between steps. */
const isWord = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  code === 0x5f ||
  code === 0x2e;

const lastWord = (text: string): string => text.trimEnd().split(/\s/).at(-1)?.toUpperCase() ?? "";

/** Those first that begin so, then those that have it in them; nothing where it is written already. */
function best(all: readonly Suggestion[], word: string): Suggestion[] {
  const typed = word.toLowerCase();
  if (typed === "") return [];
  const begins = all.filter(({ text }) => text.toLowerCase().startsWith(typed));
  const within = all.filter(
    ({ text, label }) =>
      !text.toLowerCase().startsWith(typed) &&
      (text.toLowerCase().includes(typed) || label.toLowerCase().startsWith(typed)),
  );
  const found = [...begins, ...within].slice(0, mostFound);
  return found.length === 1 && found[0]?.text.toLowerCase() === typed ? [] : found;
}
