import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Notice } from "../components/notice.tsx";
import { PageHead } from "../components/page-head.tsx";
import { OpenJobs } from "../jobs/open-jobs.tsx";
import { currentLoad, type LoadState } from "../load/running/current-load.ts";
import { chosenFile } from "../load/plan/load-plan.ts";
import { ChooseStep } from "../load-steps/choose-step.tsx";
import { ConfirmStep } from "../load-steps/confirm-step.tsx";
import { KeptLoadsList } from "../load-steps/kept-loads-list.tsx";
import { LoadPath, type LoadStep } from "../load-steps/load-path.tsx";
import { OutcomeStep } from "../load-steps/outcome-step.tsx";
import { PlanFields } from "../load-steps/preview/plan-fields.tsx";
import { PreviewStep } from "../load-steps/preview/preview-step.tsx";
import { RunStep } from "../load-steps/run-step.tsx";
import { StoppedStep } from "../load-steps/stopped-step.tsx";
import type { Org } from "../org/org.ts";

const steps: Readonly<Record<LoadState["phase"], LoadStep>> = {
  checking: "Preview",
  asking: "Confirm",
  refused: "Preview",
  adding: "Load",
  waiting: "Load",
  stopped: "Load",
  failed: "Load",
  ended: "Outcome",
};

/** Loads a file: chosen, looked at, confirmed, sent, summed up. The load itself goes on where this view is left. */
export function LoadView({ org }: { readonly org: Org }): VNode {
  const load = currentLoad.value;
  const chosen = chosenFile.value;
  const isTakenUp = load?.phase === "checking" && chosen === undefined;
  const step =
    load === undefined ? (chosen === undefined ? "Choose" : "Preview") : isTakenUp ? "Load" : steps[load.phase];
  const summary = load?.result?.summary;
  const isBad =
    load?.phase === "failed" ||
    load?.phase === "stopped" ||
    load?.phase === "refused" ||
    (summary !== undefined && summary.written < summary.rows);
  const isElsewhere = load !== undefined && load.order.org.instanceUrl !== org.instanceUrl;
  const card = useRef<HTMLElement>(null);
  const stepBefore = useRef(step);
  // What was pressed is gone with its step: the next one is where to go on.
  useEffect(() => {
    if (stepBefore.current !== step) card.current?.focus();
    stepBefore.current = step;
  }, [step]);
  return (
    <>
      <PageHead icon="upload" title="Load a file" />
      {isElsewhere ? (
        <Notice tone="warn" title={`This load is of another org: ${new URL(load.order.org.instanceUrl).host}`} />
      ) : null}
      {step === "Choose" ? <KeptLoadsList org={org} /> : null}
      <section ref={card} tabIndex={-1} class="card load-card" aria-label="Load">
        <LoadPath step={step} isBad={isBad} />
        <Step org={org} load={load} step={step} />
      </section>
      {step === "Choose" ? <OpenJobs org={org} /> : null}
    </>
  );
}

function Step({
  org,
  load,
  step,
}: {
  readonly org: Org;
  readonly load: LoadState | undefined;
  readonly step: LoadStep;
}): VNode {
  const chosen = chosenFile.value;
  if (load?.result !== undefined) return <OutcomeStep load={load} result={load.result} />;
  if (load?.phase === "stopped" || load?.phase === "failed") return <StoppedStep load={load} />;
  if (load?.phase === "asking") return <ConfirmStep load={load} />;
  if (load !== undefined && step === "Load") return <RunStep load={load} />;
  if (chosen !== undefined) return <PreviewStep key={chosen.file.name} org={org} chosen={chosen} load={load} />;
  return (
    <>
      <PlanFields fields={[]} />
      <ChooseStep />
    </>
  );
}
