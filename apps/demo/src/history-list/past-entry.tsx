import type { VNode } from "preact";
import { formatDate, formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { forgetActions, historyTrouble, noteAction } from "../history/history.ts";
import type { PastAction } from "../history/past-action.ts";
import { operationTitle } from "../load/plan/load-plan.ts";
import type { Org } from "../org/org.ts";
import { PastLoadDetails } from "./past-load-details.tsx";
import { undoneInWords } from "../undo/undo-subject.ts";
import { PastSettlementDetails } from "./past-settlement-details.tsx";
import { PastUndoDetails } from "./past-undo-details.tsx";

/** Which entry. */
export interface PastEntryProps {
  readonly action: PastAction;
  readonly org: Org;
}

/** One thing that was done: in a line, and opened, all that is known of it. */
export function PastEntry({ action, org }: PastEntryProps): VNode {
  const { title, outcome, tone } = inWords(action);
  const forget = (): void =>
    void forgetActions([action.id], org).catch((error: unknown) => (historyTrouble.value = error as Error));
  return (
    <li>
      <details class="past">
        <summary>
          <span class="past-title">
            <strong>{title}</strong>
            {action.isPinned ? (
              <>
                {" "}
                <Icon name="pin" />
                <span class="visually-hidden">pinned</span>
              </>
            ) : null}
          </span>
          <span class="badge" data-tone={tone}>
            {outcome}
          </span>
          <time class="quiet">{formatDate(new Date(action.beganAt).toISOString())}</time>
        </summary>
        <div class="past-details">
          {action.kind === "load" ? (
            <PastLoadDetails load={action} org={org} />
          ) : action.kind === "undo" ? (
            <PastUndoDetails past={action} org={org} />
          ) : (
            <PastSettlementDetails past={action} org={org} />
          )}
          <div class="load-actions past-keeping">
            <button
              type="button"
              class="button small"
              onClick={() => void noteAction({ ...action, isPinned: !action.isPinned }, org)}
            >
              <Icon name="pin" />
              {action.isPinned ? "Unpin" : "Pin"}
            </button>
            <button type="button" class="button small" onClick={forget}>
              <Icon name="cross" />
              Delete from the history
            </button>
          </div>
        </div>
      </details>
    </li>
  );
}

interface Words {
  readonly title: string;
  readonly outcome: string;
  readonly tone: "good" | "warn" | "bad";
}

function inWords(action: PastAction): Words {
  if (action.kind === "load") {
    const { spec, fileName, isTrial, result } = action;
    const { written, failed, rows, unknown } = result.summary;
    const done = spec.operation === "delete" || spec.operation === "hardDelete" ? "deleted" : "written";
    return {
      title: isTrial
        ? `Trial: ${spec.operation} ${spec.object}, ${fileName}`
        : `${operationTitle(spec.operation)} ${spec.object}, ${fileName}`,
      outcome:
        failed + unknown === 0
          ? `${plural(written, "row")} ${done}`
          : `${formatNumber(written)} of ${plural(rows, "row")} ${done}, ${formatNumber(failed)} failed`,
      tone: failed + unknown === 0 ? "good" : written === 0 ? "bad" : "warn",
    };
  }
  if (action.kind === "undo") {
    const { of, summary } = action;
    return {
      title: `Undo of ${of.title}`,
      outcome: undoneInWords(summary),
      tone: summary.left === 0 ? "good" : summary.left === summary.records ? "bad" : "warn",
    };
  }
  const { kind, ends } = action;
  const done = ends.filter(({ isDone }) => isDone).length;
  const verb = kind === "close" ? "closed" : "aborted";
  return {
    title: `${kind === "close" ? "Close" : "Abort"} ${ends.length === 1 ? `job ${ends[0]?.jobId ?? ""}` : plural(ends.length, "job")}`,
    outcome:
      done === ends.length
        ? `${formatNumber(done)} ${verb}`
        : `${formatNumber(done)} of ${formatNumber(ends.length)} ${verb}`,
    tone: done === ends.length ? "good" : done === 0 ? "bad" : "warn",
  };
}
