// Keeps the size budgets of the pages those of size-budgets.json. In a page they stand between comments that nobody sees,
// `<!-- budget: closeJob.atOnce -->20<!-- /budget -->`, in kB.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {Record<string, import("./size-docs.mjs").Budget>} Budgets */

const root = fileURLToPath(new URL("..", import.meta.url));

/** @type {Budgets} */
export const budgets = JSON.parse(readFileSync(new URL("size-budgets.json", import.meta.url), "utf8"));

/**
 * @param {string} text of a page
 * @returns {string} the same with the budgets as they are
 */
export const withBudgets = (text) =>
  text.replace(/<!-- budget: (\w+)\.(\w+) -->[^<]*<!-- \/budget -->/g, (_, bundle, what) => {
    const budget = Object.entries(budgets[bundle] ?? {}).find(([name]) => name === what)?.[1];
    if (typeof budget !== "number") throw new Error(`Cannot write the budget "${bundle}.${what}": there is none`);
    return `<!-- budget: ${bundle}.${what} -->${budget}<!-- /budget -->`;
  });

/** @param {string} folder */
const pagesOf = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map(({ name }) => join(folder, name));

/**
 * Compares every page with the budgets, or has it say them.
 *
 * @param {boolean} write
 * @returns {string[]} those that said otherwise
 */
export function checkPages(write) {
  const members = ["packages", "apps"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name)),
  );
  return [".", "docs", ...members].flatMap(pagesOf).filter((page) => {
    const text = readFileSync(join(root, page), "utf8");
    const wanted = withBudgets(text);
    if (write && wanted !== text) writeFileSync(join(root, page), wanted);
    return wanted !== text;
  });
}
