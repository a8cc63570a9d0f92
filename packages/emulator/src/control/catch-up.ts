import type { EmulatorState } from "./emulator-state.ts";
import { bringUpToDate } from "../org/background/bring-up-to-date.ts";
import type { Org } from "../org/state/org.ts";
import type { Arrival } from "../wire/request/arrival.ts";
import { arrivalOf, tellApplied } from "../wire/request/late-request.ts";
import { standBack, turnEnd } from "../wire/encoding/in-turns.ts";

/** Has an org do what time has brought about, requests that arrive late among it, and gives the org. */
export interface CatchUp {
  /** Does as much as is done in a moment. The rest is done when others have had their turn; until then it is `InProgress`. */
  readonly forAMoment: () => Promise<Org>;
  /** Does all of it, and lets others have their turn in between. */
  readonly toTheEnd: () => Promise<Org>;
  /** Begins with what is due already, while nobody looks: what was just sent is processed whenever it is asked for. */
  readonly goOn: () => void;
}

/**
 * Makes what lets the org of a state catch up with its clock. It is asked for before anybody looks at the org.
 *
 * @param route - Has an org answer a request.
 */
export function createCatchUp(state: EmulatorState, route: (arrival: Arrival, org: Org) => Promise<Response>): CatchUp {
  const arriveLate = async (org: Org): Promise<void> => {
    for (let late = nextLate(state); late !== undefined && late.at <= org.clock.now(); late = nextLate(state)) {
      const arrived = late;
      state.late = state.late.filter((one) => one !== arrived);
      const then = orgAt(org, late.at);
      while (!bringUpToDate(then, turnEnd())) await standBack();
      const before = org.changes;
      await route(await arrivalOf(late), then);
      if (org.changes > before) tellApplied(late);
    }
  };
  let running = Promise.resolve();
  const arrive = async (): Promise<void> => {
    // One after the other: whoever comes meanwhile must not see the org before a request that was earlier.
    const turn = state.late.length > 0 ? running.then(() => arriveLate(state.org)) : running;
    running = turn.catch(() => undefined);
    await turn;
  };
  const toTheEnd = async (): Promise<Org> => {
    await arrive();
    const { org } = state;
    while (!bringUpToDate(org, turnEnd())) await standBack();
    return org;
  };
  let isGoingOn = false;
  const goOn = async (): Promise<void> => {
    if (isGoingOn) return;
    isGoingOn = true;
    try {
      do await standBack();
      while (!bringUpToDate(state.org, turnEnd()));
    } finally {
      isGoingOn = false;
    }
  };
  const forAMoment = async (): Promise<Org> => {
    await arrive();
    const { org } = state;
    // Nobody waits for the rest: the next look at the org goes on with it, should this be interrupted.
    if (!bringUpToDate(org, turnEnd())) goOn().catch(() => undefined);
    return org;
  };
  return { forAMoment, toTheEnd, goOn: () => void goOn().catch(() => undefined) };
}

const nextLate = ({ late }: EmulatorState): EmulatorState["late"][number] | undefined =>
  late.reduce<EmulatorState["late"][number] | undefined>(
    (first, one) => (first === undefined || one.at < first.at ? one : first),
    undefined,
  );

/** Gives an org as it is to whom it is another time: what is changed there is changed in the org. */
const orgAt = (org: Org, time: number): Org =>
  new Proxy(org, {
    get: (target, name): unknown =>
      name === "clock" ? { ...target.clock, now: () => time } : Reflect.get(target, name),
  });
