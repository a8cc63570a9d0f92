import { defineJobsElement } from "@sfbulk/browser/jobs-element";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { connectionFor, type Org } from "../org/org.ts";
import { endAsAsked } from "./end-as-asked.ts";
import { settlement } from "./settle-jobs.ts";
import { SettlementPanel } from "./settlement-panel.tsx";

/** Seconds between two lists: an org counts its calls. */
const poll = { emulator: 10, direct: 60, relay: 60 };

/** The user's own open jobs, and what became of those that were ended here; nothing where there are none. */
export function OpenJobs({ org }: { readonly org: Org }): VNode {
  const place = useRef<HTMLDivElement>(null);
  const [count, setCount] = useState(0);
  const [hasEnded, setHasEnded] = useState(false);
  const settled = settlement.value;
  const isRunning = settled?.isRunning === true;
  useEffect(() => {
    defineJobsElement();
    const element = document.createElement("sfbulk-jobs");
    element.setAttribute("label", "Your open jobs");
    element.setAttribute("poll", String(poll[org.kind]));
    element.jobHref = (id) => `#/jobs/${id}`;
    element.userId = org.userId ?? null;
    element.filter = { state: "Open", createdBy: org.userId ?? "me" };
    element.addEventListener("sfbulk-list", ({ detail }) => setCount(detail.jobs.length));
    element.addEventListener("sfbulk-end", endAsAsked(org));
    element.addEventListener("sfbulk-end", () => setHasEnded(true));
    element.connection = connectionFor(org, "List the open jobs", { retry: { attempts: 2 } });
    place.current?.append(element);
    return () => element.remove();
  }, [org]);
  useEffect(() => {
    const element = place.current?.querySelector("sfbulk-jobs");
    element?.toggleAttribute("busy", isRunning);
    if (!isRunning && hasEnded) void element?.refresh();
  }, [isRunning]);
  return (
    <>
      {hasEnded ? <SettlementPanel /> : null}
      <section class="card" aria-labelledby="open-jobs" hidden={count === 0}>
        <h2 id="open-jobs">Your open jobs</h2>
        <p class="quiet">Whatever began them may be over: close those that nobody adds to any more.</p>
        <div ref={place} class="jobs-element" />
      </section>
    </>
  );
}
