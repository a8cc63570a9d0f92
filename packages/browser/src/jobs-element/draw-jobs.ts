import { drawPages } from "./draw-pages.ts";
import { drawSelection } from "./draw-selection.ts";
import { drawTable } from "./draw-table.ts";
import { jobsInWords } from "./in-words.ts";
import type { EndingVerb, JobsModel, JobsPart } from "./jobs-model.ts";
import { makeButton, makeNode, setText } from "./make-node.ts";

/** Makes all that the element shows. */
export function drawJobs(): JobsPart {
  const parts = [drawBar(), drawFailure(), drawNotEnded(), drawSelection(), drawTable(), drawPages()];
  const [, , , selection, table, pages] = parts;
  const none = makeNode("div", { class: "none" }, makeNode("slot", { name: "empty" }, "There are none."));
  const node = makeNode("div", { class: "all", tabindex: "-1" }, ...parts.map((part) => part.node), none);
  return {
    node,
    update: (model) => {
      for (const part of parts) part.update(model);
      const isEmpty = model.found.length === 0;
      none.hidden = model.listedAt === undefined || !isEmpty;
      if (table !== undefined) table.node.hidden = isEmpty;
      if (pages !== undefined && isEmpty) pages.node.hidden = true;
      if (selection !== undefined && model.isReadOnly) selection.node.hidden = true;
    },
  };
}

const doing: Readonly<Record<EndingVerb, string>> = { close: "Closing", abort: "Aborting" };
const done: Readonly<Record<EndingVerb, string>> = { close: "closed", abort: "aborted" };

/** How many there are, or what is going on. */
function drawBar(): JobsPart {
  let current: JobsModel | undefined;
  const said = makeNode("span", { role: "status" });
  const refresh = makeButton("Refresh", () => current?.onRefresh(), "small");
  const stop = makeButton("Stop", () => current?.onStop(), "small");
  const node = makeNode("div", { class: "bar" }, said, refresh, stop);
  return {
    node,
    update: (model) => {
      current = model;
      const { ending, listedAt, found, isPlain } = model;
      node.hidden = isPlain && ending === undefined;
      stop.hidden = ending === undefined;
      refresh.hidden = ending !== undefined;
      if (ending !== undefined) setText(said, `${doing[ending.verb]}: ${ending.done} of ${jobsInWords(ending.total)}`);
      else setText(said, listedAt === undefined ? "Listing…" : jobsInWords(found.length));
    },
  };
}

function drawFailure(): JobsPart {
  const node = makeNode("p", { class: "bad", role: "alert" });
  return {
    node,
    update: ({ failure, isPlain }) => {
      node.hidden = failure === undefined || isPlain;
      setText(node, failure === undefined || isPlain ? "" : `The jobs cannot be listed: ${failure.message}`);
    },
  };
}

/** Which jobs were not ended, and why. */
function drawNotEnded(): JobsPart {
  const node = makeNode("div", { class: "bad", role: "alert" });
  let shown: JobsModel["notEnded"] | undefined;
  return {
    node,
    update: ({ notEnded }) => {
      if (notEnded === shown) return;
      shown = notEnded;
      const { verb, jobs } = notEnded;
      node.hidden = jobs.length === 0;
      const lines = jobs.map(({ jobId, why }) => makeNode("li", {}, `${jobId}: ${why}`));
      node.replaceChildren(`${jobsInWords(jobs.length)} not ${done[verb]}:`, makeNode("ul", {}, ...lines));
    },
  };
}
