import type { Attack } from "./kinds/attack.ts";
import { cutCloses } from "./kinds/cut-closes.ts";
import { ingest } from "./kinds/ingest.ts";
import { loads } from "./kinds/loads.ts";
import { page } from "./kinds/page.ts";
import { programs } from "./kinds/programs.ts";
import { relay } from "./kinds/relay.ts";
import { sockets } from "./kinds/sockets.ts";

/** An attack, and how many cases of it are tried: with each change, and in the long run. */
export interface PlannedAttack {
  readonly attack: Attack;
  readonly usual: number;
  readonly long: number;
}

/** All attacks. */
export const attacks: readonly PlannedAttack[] = [
  { attack: cutCloses, usual: 1000, long: 30_000 },
  { attack: sockets, usual: 150, long: 5000 },
  { attack: page, usual: 150, long: 5000 },
  { attack: programs, usual: 1000, long: 10_000 },
  { attack: loads, usual: 1000, long: 3000 },
  { attack: ingest, usual: 1000, long: 10_000 },
  { attack: relay, usual: 1000, long: 10_000 },
];
