import type { ListedJob } from "@sfbulk/core";
import { askToEnd } from "./ask-to-end.ts";
import { numberInWords } from "./in-words.ts";
import type { EndingVerb, JobsModel, JobsPart } from "./jobs-model.ts";
import { makeButton, makeNode, setText } from "./make-node.ts";

/** Makes the bar that is there as long as jobs are selected: what can be done with them. */
export function drawSelection(): JobsPart {
  let current: JobsModel | undefined;
  const count = makeNode("strong");
  const all = makeButton("", () => current?.onSelect(current.found, true), "link");
  const clear = makeButton("Clear", () => current?.onSelect(current.selected, false), "link");
  const ask = (verb: EndingVerb): void => {
    if (current === undefined) return;
    const { selected, userId, onEnd } = current;
    const jobs: readonly ListedJob[] = selected;
    node.append(askToEnd(verb, jobs, userId, () => onEnd(verb, jobs)));
    node.querySelector("dialog")?.showModal();
  };
  const close = makeButton("Close", () => ask("close"), "main");
  const abort = makeButton("Abort", () => ask("abort"), "destructive");
  const node = makeNode(
    "div",
    { class: "selection", part: "selection", role: "region", "aria-label": "Selected jobs" },
    count,
    all,
    clear,
    makeNode("span", { class: "actions" }, close, abort),
  );
  return {
    node,
    update: (model) => {
      current = model;
      const { selected, found, isBusy, ending } = model;
      node.hidden = selected.length === 0;
      setText(count, `${numberInWords(selected.length)} selected`);
      setText(all, `Select all ${numberInWords(found.length)}`);
      all.hidden = selected.length >= found.length;
      close.disabled = abort.disabled = isBusy || ending !== undefined;
    },
  };
}
