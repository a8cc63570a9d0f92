import type { ComponentChildren, VNode } from "preact";

/** One line of a list of facts (`<dl class="facts">`): its name, and what it is. */
export const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }): VNode => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
