import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { Icon } from "./icon.tsx";

/** Copies a string. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }): VNode {
  const [said, setSaid] = useState<"Copied" | "Not copied: the browser refuses it" | undefined>(undefined);
  const say = (words: NonNullable<typeof said>): void => {
    setSaid(words);
    announce(words);
    setTimeout(() => setSaid(undefined), words === "Copied" ? 1500 : 5000);
  };
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      say("Copied");
    } catch {
      // Some people, and pages around this one, allow no clipboard; without https there is none.
      say("Not copied: the browser refuses it");
    }
  };
  return (
    <button type="button" class="button small" onClick={() => void copy()} aria-label={label}>
      <Icon name={said === "Copied" ? "check" : "copy"} />
      {said ?? "Copy"}
    </button>
  );
}
