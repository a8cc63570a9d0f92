import type { ComponentChildren, VNode } from "preact";
import { Icon } from "./icon.tsx";

/** What a notice is about. */
export interface NoticeProps {
  readonly tone: "good" | "info" | "warn" | "bad";
  readonly title: string;
  readonly children?: ComponentChildren;
}

const icons = { good: "check", info: "info", warn: "warning", bad: "warning" } as const;

/** Says something that stays to be read. What is bad is said by a screen reader at once. */
export function Notice({ tone, title, children }: NoticeProps): VNode {
  return (
    <section class="notice" data-tone={tone} role={tone === "bad" ? "alert" : undefined}>
      <Icon name={icons[tone]} />
      <div class="notice-text">
        <h2>{title}</h2>
        {children}
      </div>
    </section>
  );
}
