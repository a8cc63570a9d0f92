import { numberInWords } from "./in-words.ts";
import type { JobsModel, JobsPart } from "./jobs-model.ts";
import { makeButton, makeNode, setText } from "./make-node.ts";

/** Makes what leads through the pages of a long list; nothing where one page is all. */
export function drawPages(): JobsPart {
  let current: JobsModel | undefined;
  const turn = (by: number): void => current?.onPage(current.page + by);
  const previous = makeButton("Previous", () => turn(-1), "small");
  const next = makeButton("Next", () => turn(1), "small");
  const place = makeNode("span");
  const node = makeNode("nav", { class: "pages", "aria-label": "Pages" }, previous, place, next);
  return {
    node,
    update: (model) => {
      current = model;
      const { page, pageSize, found } = model;
      node.hidden = found.length <= pageSize;
      const first = page * pageSize + 1;
      const last = Math.min(found.length, first + pageSize - 1);
      setText(place, `${numberInWords(first)}–${numberInWords(last)} of ${numberInWords(found.length)}`);
      previous.disabled = page === 0;
      next.disabled = last >= found.length;
    },
  };
}
