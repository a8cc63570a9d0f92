import type { JobsElement } from "@sfbulk/browser/jobs-element";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { noteAction } from "../history/history.ts";
import { connectionFor, type Org } from "../org/org.ts";
import { refreshJobList } from "./job-list.ts";

/** Seconds between two lists: an org counts its calls. */
const poll = { emulator: 10, direct: 60, relay: 60 };

/** The user's own open jobs, by the element that other tools embed too; nothing where there are none. */
export function OpenJobs({ org }: { readonly org: Org }): VNode {
  const place = useRef<HTMLDivElement>(null);
  const [count, setCount] = useState(0);
  useEffect(() => {
    let element: JobsElement | undefined;
    let isGone = false;
    const show = async (): Promise<void> => {
      const { defineJobsElement } = await import("@sfbulk/browser/jobs-element");
      if (isGone) return;
      defineJobsElement();
      element = document.createElement("sfbulk-jobs");
      element.setAttribute("label", "Your open jobs");
      element.setAttribute("poll", String(poll[org.kind]));
      element.jobHref = (id) => `#/jobs/${id}`;
      element.filter = { state: "Open", createdBy: org.userId ?? "me" };
      element.addEventListener("sfbulk-list", ({ detail }) => setCount(detail.jobs.length));
      element.addEventListener("sfbulk-settled", ({ detail: { outcomes } }) => {
        const endedAt = Date.now();
        const ends = outcomes.map((one) => ({
          jobId: one.jobId,
          isDone: one.outcome !== "failed",
          text: one.outcome === "failed" ? one.error.message : "Salesforce says that it is closed",
        }));
        const { instanceUrl, userId } = org;
        const id = crypto.randomUUID();
        const times = { beganAt: endedAt, endedAt };
        void noteAction({ kind: "close", id, instanceUrl, userId, ...times, isPinned: false, ends }, org);
        void refreshJobList(org);
      });
      element.connection = connectionFor(org, "List the open jobs", { retry: { attempts: 2 } });
      place.current?.append(element);
    };
    void show();
    return () => {
      isGone = true;
      element?.remove();
    };
  }, [org]);
  return (
    <section class="card" aria-labelledby="open-jobs" hidden={count === 0}>
      <h2 id="open-jobs">Your open jobs</h2>
      <p class="quiet">Whatever began them may be over: close those that nobody adds to any more.</p>
      <div ref={place} class="open-jobs" />
    </section>
  );
}
