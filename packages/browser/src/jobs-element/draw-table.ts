import type { ListedJob } from "@sfbulk/core";
import { columnsOf, type JobColumn } from "./job-columns.ts";
import type { JobsModel, JobsPart } from "./jobs-model.ts";
import { makeNode, setAttribute, setText } from "./make-node.ts";
import type { SortKey } from "./sort-jobs.ts";

/** What is made anew when the columns change. */
interface Grid {
  readonly columns: readonly JobColumn[];
  readonly hasChoice: boolean;
  readonly nodes: readonly HTMLElement[];
  readonly update: (model: JobsModel) => void;
}

/** Makes the table of jobs. Where it is narrow its rows are cards of two lines: the roles say what it is all the same. */
export function drawTable(): JobsPart {
  const node = makeNode("div", { class: "frame", role: "region" });
  let grid: Grid | undefined;
  return {
    node,
    update: (model) => {
      const columns = columnsOf(model);
      const isSame = grid?.columns.map(({ key }) => key).join() === columns.map(({ key }) => key).join();
      if (grid === undefined || !isSame || grid.hasChoice === model.isReadOnly) {
        grid = drawGrid(columns, !model.isReadOnly);
        node.replaceChildren(...grid.nodes);
      }
      node.setAttribute("aria-label", model.label);
      grid.update(model);
    },
  };
}

function drawGrid(columns: readonly JobColumn[], hasChoice: boolean): Grid {
  // Whoever does something does it with what is shown by then.
  let current: JobsModel | undefined;
  const menu = drawSortMenu(columns, (sort) => current?.onSort(sort));
  const all = makeNode("input", { type: "checkbox", "aria-label": "Select all jobs of this page" });
  all.addEventListener("change", () => current?.onSelect(current.shown, all.checked));
  const head = makeNode("tr", { role: "row" });
  if (hasChoice) head.append(makeNode("th", { role: "columnheader", class: "choice" }, all));
  const heads = columns.map(({ key, label, isNumber = false }) => {
    const arrow = makeNode("span", { "aria-hidden": "true" });
    const button = makeNode("button", { type: "button", class: "sort" }, label, arrow);
    button.addEventListener("click", () => {
      const { sort } = current ?? {};
      current?.onSort({ key, descending: sort?.key === key && !sort.descending });
    });
    const cell = makeNode("th", { role: "columnheader", scope: "col", "data-column": key }, button);
    cell.toggleAttribute("data-number", isNumber);
    head.append(cell);
    return { key, cell, arrow };
  });
  const body = makeNode("tbody", { role: "rowgroup" });
  const table = makeNode(
    "table",
    { class: "jobs", part: "table", role: "table" },
    makeNode("thead", { role: "rowgroup" }, head),
    body,
  );
  const rows = new Map<string, Row>();
  return {
    columns,
    hasChoice,
    nodes: [menu.node, table],
    update: (model) => {
      current = model;
      table.setAttribute("aria-label", model.label);
      menu.update(model);
      const selected = new Set(model.selected.map(({ id }) => id));
      const here = model.shown.filter(({ id }) => selected.has(id)).length;
      all.checked = here > 0 && here === model.shown.length;
      all.indeterminate = here > 0 && here < model.shown.length;
      for (const { key, cell, arrow } of heads) {
        const isSorted = model.sort.key === key;
        setAttribute(cell, "aria-sort", isSorted ? (model.sort.descending ? "descending" : "ascending") : undefined);
        setText(arrow, isSorted ? (model.sort.descending ? "↓" : "↑") : "");
      }
      const wanted = model.shown.map((job) => {
        const row = rows.get(job.id) ?? drawRow(columns, hasChoice, job, () => current);
        rows.set(job.id, row);
        row.update(job, model, selected.has(job.id));
        return row.node;
      });
      const ids = new Set(model.shown.map(({ id }) => id));
      for (const id of rows.keys()) if (!ids.has(id)) rows.delete(id);
      placeRows(body, wanted);
    },
  };
}

interface Row {
  readonly node: HTMLElement;
  readonly update: (job: ListedJob, model: JobsModel, isSelected: boolean) => void;
}

function drawRow(
  columns: readonly JobColumn[],
  hasChoice: boolean,
  { id }: ListedJob,
  current: () => JobsModel | undefined,
): Row {
  const node = makeNode("tr", { role: "row" });
  const box = makeNode("input", { type: "checkbox", "aria-label": `Select job ${id}` });
  let job: ListedJob | undefined;
  box.addEventListener("change", () => {
    if (job !== undefined) current()?.onSelect([job], box.checked);
  });
  if (hasChoice) node.append(makeNode("td", { role: "cell", class: "choice" }, box));
  const cells = columns.map((column) => {
    const cell = makeNode("td", { role: "cell", "data-column": column.key });
    cell.toggleAttribute("data-number", column.isNumber ?? false);
    node.append(cell);
    return { column, cell };
  });
  return {
    node,
    update: (next, model, isSelected) => {
      job = next;
      box.checked = isSelected;
      node.toggleAttribute("data-selected", isSelected);
      for (const { column, cell } of cells) column.fill(cell, next, model);
    },
  };
}

/** Puts rows into their order; those that are in their place are not moved, so that the focus stays. */
function placeRows(body: HTMLElement, rows: readonly HTMLElement[]): void {
  const wanted = new Set<Node>(rows);
  const gone = [...body.children].filter((old) => !wanted.has(old));
  for (const old of gone) old.remove();
  rows.forEach((row, place) => {
    if (body.children[place] !== row) body.insertBefore(row, body.children[place] ?? null);
  });
}

/** Sorting where there is no room for headings. */
function drawSortMenu(columns: readonly JobColumn[], onSort: JobsModel["onSort"]): JobsPart {
  const menu = makeNode("select", { "aria-label": "Sort by" });
  for (const { key, label } of columns) {
    for (const way of ["ascending", "descending"]) {
      menu.append(makeNode("option", { value: `${key} ${way}` }, `${label}, ${way}`));
    }
  }
  menu.addEventListener("change", () => {
    const [key, way] = menu.value.split(" ");
    onSort({ key: key as SortKey, descending: way === "descending" });
  });
  return {
    node: makeNode("div", { class: "sort-menu" }, makeNode("span", { "aria-hidden": "true" }, "Sort by"), menu),
    update: ({ sort: { key, descending } }) => {
      menu.value = `${key} ${descending ? "descending" : "ascending"}`;
    },
  };
}
