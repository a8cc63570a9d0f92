import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { Icon } from "./icon.tsx";

/** Copies a string. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }): VNode {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    announce("Copied");
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <button type="button" class="button small" onClick={() => void copy()} aria-label={label}>
      <Icon name={copied ? "check" : "copy"} />
      {copied ? "Copied" : "Copy"}
    </button>
  );
}
