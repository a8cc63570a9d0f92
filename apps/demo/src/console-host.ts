import type { VNode } from "preact";

/** What the console is within, and what differs by it: a page with an org of its own, an extension. */
export interface ConsoleHost {
  /** What goes on as long as there is no org, `Starting the emulated org`. */
  readonly starting: string;
  /** What is shown where there is no org. */
  readonly NoOrg: (props: { readonly trouble: string }) => VNode | null;
  /** Which org the console works with. */
  readonly ConnectView: () => VNode | null;
  /** What can go wrong, to be played; only an emulated org has it. */
  readonly FaultsView?: () => VNode | null;
}
