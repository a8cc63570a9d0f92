import { isSameId, type ListedJob } from "@sfbulk/browser";
import { announce } from "demo/src/announce.ts";
import { formatAge, plural } from "demo/src/components/format.ts";
import { Icon } from "demo/src/components/icon.tsx";
import { Notice } from "demo/src/components/notice.tsx";
import { ConfirmEnd } from "demo/src/jobs/confirm-end.tsx";
import { endKinds } from "demo/src/jobs/job-end.ts";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { askToEndJobs, type EndJobsAnswer } from "../jobs/end-jobs.ts";
import { findOpenJobs, type OpenJobs } from "../jobs/stale-jobs.ts";
import { consoleUrl } from "../orgs/org-place.ts";
import type { OrgSession } from "../orgs/org-session.ts";

type Verb = "close" | "abort";

/** Lists the jobs that were left open, and ends those that are chosen, after a question. */
export function StaleJobs({ session, jobs: first }: { readonly session: OrgSession; readonly jobs: OpenJobs }): VNode {
  const { place, user } = session;
  const [{ stale, open }, setJobs] = useState(first);
  const isOwn = ({ createdById }: ListedJob): boolean => createdById !== null && isSameId(createdById, user.userId);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(first.stale.filter(isOwn).map(({ id }) => id)));
  const [asked, setAsked] = useState<Verb | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<(EndJobsAnswer & { readonly verb: Verb }) | undefined>(undefined);
  const picked = stale.filter(({ id }) => chosen.has(id));
  const choose = (id: string, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const end = async (verb: Verb): Promise<void> => {
    setAsked(undefined);
    setBusy(true);
    announce(`${verb === "close" ? "Closing" : "Aborting"} ${plural(picked.length, "job")}`);
    const jobIds = picked.map(({ id }) => id);
    try {
      setAnswer({ ...(await askToEndJobs({ kind: "end-jobs", place, userId: user.userId, verb, jobIds })), verb });
      const after = await findOpenJobs(session);
      setJobs(after);
    } catch (error) {
      setAnswer({ trouble: error instanceof Error ? error.message : String(error), verb });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="look-jobs" aria-labelledby="stale">
      <h2 id="stale">
        {stale.length === 0 ? "No job was left open" : `${plural(stale.length, "job")} left open for more than a day`}
      </h2>
      {open === stale.length ? null : (
        <p class="quiet">{plural(open - stale.length, "job")} open since less than that.</p>
      )}
      {answer === undefined ? null : <Ended answer={answer} />}
      <ul>
        {stale.map((job) => (
          <li key={job.id}>
            <label>
              <input
                type="checkbox"
                checked={chosen.has(job.id)}
                disabled={isBusy}
                onChange={({ currentTarget }) => choose(job.id, currentTarget.checked)}
              />
              <span>
                <strong>
                  {job.operation} {job.object}
                </strong>{" "}
                <span class="quiet">
                  {formatAge(Date.now() - Date.parse(job.createdDate))} old{isOwn(job) ? "" : ", somebody else's"}
                </span>
              </span>
            </label>
            <a class="id" href={consoleUrl(place, `jobs/${job.id}`)} target="_blank">
              {job.id}
            </a>
          </li>
        ))}
      </ul>
      {stale.length === 0 ? null : (
        <p class="look-actions">
          <button
            type="button"
            class="button brand"
            disabled={isBusy || picked.length === 0}
            onClick={() => setAsked("close")}
          >
            {isBusy ? "Waiting for Salesforce…" : `Close ${plural(picked.length, "job")}`}
          </button>
          <button
            type="button"
            class="button"
            disabled={isBusy || picked.length === 0}
            onClick={() => setAsked("abort")}
          >
            Abort {plural(picked.length, "job")}
          </button>
        </p>
      )}
      {asked === undefined ? null : (
        <ConfirmEnd
          verb={asked}
          jobs={picked}
          userId={user.userId}
          onCancel={() => setAsked(undefined)}
          onConfirm={() => void end(asked)}
        />
      )}
    </section>
  );
}

/** What became of the jobs, the bad news in full. */
function Ended({ answer }: { readonly answer: EndJobsAnswer & { readonly verb: Verb } }): VNode {
  if ("trouble" in answer) {
    return (
      <Notice
        tone="bad"
        title={answer.verb === "close" ? "Nothing is known to be closed" : "Nothing is known to be aborted"}
      >
        <p>{answer.trouble}</p>
      </Notice>
    );
  }
  const counts = endKinds
    .map((kind) => ({ ...kind, ends: answer.ends.filter((end) => end.kind === kind.kind) }))
    .filter(({ ends }) => ends.length > 0);
  const isGood = counts.every(({ tone }) => tone === "good");
  return (
    <Notice
      tone={isGood ? "good" : "warn"}
      title={counts.map((kind) => `${kind[answer.verb]}: ${kind.ends.length}`).join(" · ")}
    >
      {isGood ? (
        <p>Salesforce has said so of each.</p>
      ) : (
        <ul>
          {counts
            .filter(({ tone }) => tone !== "good")
            .flatMap(({ ends }) => ends)
            .map(({ jobId, text }) => (
              <li key={jobId}>
                <Icon name="warning" /> <span class="id">{jobId}</span>: {text}
              </li>
            ))}
        </ul>
      )}
    </Notice>
  );
}
