import type { ListedJob } from "@sfbulk/browser";
import { type ComponentChildren, render, type VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Org } from "../org/org.ts";
import { userNames, wantUserName } from "../org/user-names.ts";
import { endAsAsked } from "./end-as-asked.ts";
import { jobsElementOf } from "./job-list.ts";
import { settlement } from "./settle-jobs.ts";

/** Which jobs of an org are shown. */
export interface JobsTableProps {
  readonly org: Org;
  readonly shows: (job: ListedJob) => boolean;
  /** What stands there where no job is shown. */
  readonly children: ComponentChildren;
}

/** The table of jobs: the element that other tools embed too. What it is told to end, this page ends, whatever is shown then. */
export function JobsTable({ org, shows, children }: JobsTableProps): VNode {
  const place = useRef<HTMLDivElement>(null);
  const names = userNames.value;
  const isBusy = settlement.value?.isRunning === true;
  useEffect(() => {
    const element = jobsElementOf(org);
    const end = endAsAsked(org);
    element.addEventListener("sfbulk-end", end);
    place.current?.append(element);
    return () => {
      element.removeEventListener("sfbulk-end", end);
      element.remove();
    };
  }, [org]);
  useEffect(() => {
    jobsElementOf(org).userName = (userId) => {
      wantUserName(org, userId);
      return names.get(userId.slice(0, 15));
    };
  }, [org, names]);
  useEffect(() => void (jobsElementOf(org).shows = shows), [org, shows]);
  useEffect(() => void jobsElementOf(org).toggleAttribute("busy", isBusy), [org, isBusy]);
  useEffect(() => {
    const element = jobsElementOf(org);
    const empty = element.querySelector("[slot=empty]") ?? document.createElement("div");
    empty.slot = "empty";
    element.append(empty);
    render(<>{children}</>, empty);
  });
  return <div ref={place} class="jobs-element" />;
}
