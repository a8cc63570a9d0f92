import type { VNode } from "preact";

/** Says that something is on its way. */
export function Loading({ text }: { readonly text: string }): VNode {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {text}…
    </p>
  );
}
