import type { VNode } from "preact";
import { Icon } from "./icon.tsx";

export interface DismissButtonProps {
  readonly onClick: () => void;
  /** Whether it stands in a line of small ones. Default: false. */
  readonly isSmall?: boolean;
}

/** Puts away what has been said and read. */
export function DismissButton({ onClick, isSmall = false }: DismissButtonProps): VNode {
  return (
    <button type="button" class={isSmall ? "button small" : "button"} onClick={onClick}>
      <Icon name="cross" />
      Dismiss
    </button>
  );
}
