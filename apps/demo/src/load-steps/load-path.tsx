import type { VNode } from "preact";

const steps = ["Choose", "Preview", "Confirm", "Load", "Outcome"] as const;

/** Which step of a load it is. */
export type LoadStep = (typeof steps)[number];

/** The way of a load, and where on it a person is. */
export function LoadPath({ step, isBad }: { readonly step: LoadStep; readonly isBad: boolean }): VNode {
  const reached = steps.indexOf(step);
  return (
    <ol class="path" aria-label="Steps">
      {steps.map((name, index) => (
        <li
          key={name}
          data-step={index < reached ? "past" : index > reached ? "ahead" : isBad ? "bad" : "now"}
          aria-current={index === reached ? "step" : undefined}
        >
          {name}
        </li>
      ))}
    </ol>
  );
}
