import type { ComponentChildren, VNode } from "preact";
import { Icon, type IconName } from "./icon.tsx";

/** The head of a view. */
export interface PageHeadProps {
  readonly icon: IconName;
  readonly kicker?: string;
  readonly title: ComponentChildren;
  readonly children?: ComponentChildren;
  /** The buttons. */
  readonly actions?: ComponentChildren;
}

/** The head of a view: what it is, and what can be done. */
export function PageHead({ icon, kicker, title, children, actions }: PageHeadProps): VNode {
  return (
    <div class="page-head">
      <span class="page-head-icon" data-icon={icon}>
        <Icon name={icon} />
      </span>
      <div class="page-head-text">
        {kicker === undefined ? null : <p class="kicker">{kicker}</p>}
        <h1>{title}</h1>
        {children}
      </div>
      {actions === undefined ? null : <div class="page-head-actions">{actions}</div>}
    </div>
  );
}
