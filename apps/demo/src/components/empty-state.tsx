import type { ComponentChildren, VNode } from "preact";
import { Icon, type IconName } from "./icon.tsx";

/** What is said where there is nothing. */
export interface EmptyStateProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
  /** What can be done: a button, or a link that looks like one. */
  readonly action?: ComponentChildren;
}

/** Says that there is nothing, and what to do about it. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps): VNode {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} />
      </span>
      <p class="empty-title">{title}</p>
      {children}
      {action}
    </div>
  );
}
