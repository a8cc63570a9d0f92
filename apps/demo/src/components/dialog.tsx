import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A question over the page. */
export interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** The buttons. */
  readonly actions: ComponentChildren;
  /** Is called by Escape too. */
  readonly onCancel: () => void;
}

/** Asks over the page: the rest waits, and the keyboard stays in here. */
export function Dialog({ title, children, actions, onCancel }: DialogProps): VNode {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    element.current?.showModal();
    return () => {
      // What was pressed may be gone with what it was about.
      requestAnimationFrame(() => {
        const next = before?.isConnected === true ? before : document.querySelector<HTMLElement>("main");
        next?.focus({ preventScroll: true });
      });
    };
  }, []);
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      <h2 id="dialog-title">{title}</h2>
      <div class="dialog-body">{children}</div>
      <div class="dialog-actions">{actions}</div>
    </dialog>
  );
}
