import type { ComponentChildren, VNode } from "preact";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icon.tsx";

/** What is asked before something is done. */
export interface QuestionProps {
  readonly title: string;
  /** The button that does it, in words: `Close 2 jobs`. */
  readonly yes: string;
  /** How its button looks. */
  readonly tone: "brand" | "destructive";
  readonly children: ComponentChildren;
  /** Why nothing takes it back, where nothing does. */
  readonly noUndo?: string;
  readonly onYes: () => void;
  readonly onCancel: () => void;
}

/** Asks over the page whether to do it, and says what happens then. */
export function Question({ title, yes, tone, children, noUndo, onYes, onCancel }: QuestionProps): VNode {
  return (
    <Dialog
      title={title}
      onCancel={onCancel}
      actions={
        <>
          <button type="button" class="button" onClick={onCancel}>
            Cancel
          </button>
          <button type="button" class={`button ${tone}`} onClick={onYes}>
            {yes}
          </button>
        </>
      }
    >
      {children}
      {noUndo === undefined ? null : (
        <p class="no-undo">
          <Icon name="warning" />
          {noUndo}
        </p>
      )}
    </Dialog>
  );
}

/** What will happen, a line each. */
export const Consequences = ({ lines }: { readonly lines: readonly string[] }): VNode => (
  <ul class="consequences">
    {lines.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
);
