// A rule of the linter: every regular expression takes a time that grows no faster than the text that it sees.
//
// `recheck` decides: by an automaton where it can, else by looking for a text that takes long. Its JavaScript build runs
// everywhere and takes a second for some patterns, 80 for all of them. So those that it has found linear are kept in
// linear-patterns.json, which comes with the sources; the long run proves all of them anew (SFBULK_LONG).
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import recheck from "recheck/lib/browser.js";
import { isLong } from "./is-long.mjs";

const file = fileURLToPath(new URL("linear-patterns.json", import.meta.url));

/** @type {Set<string>} */
const linear = new Set(isLong ? [] : JSON.parse(readFileSync(file, "utf8")));

/**
 * Says what is wrong with a pattern; "" where nothing is.
 *
 * @param {string} pattern
 * @param {string} flags
 */
export function faultOf(pattern, flags) {
  const key = `/${pattern}/${flags}`;
  if (linear.has(key)) return "";
  const found = recheck.checkSync(pattern, flags, { timeout: 60_000 });
  if (found.status === "unknown") return "is not known to be linear: it is too large to be checked";
  if (found.status !== "safe") return `is not linear: ${found.complexity.summary}`;
  linear.add(key);
  if (!isLong) keep();
  return "";
}

function keep() {
  // Several may write at once.
  const whole = `${file}.${process.pid}`;
  writeFileSync(whole, `${JSON.stringify([...linear].toSorted(), undefined, 2)}\n`);
  renameSync(whole, file);
}

/**
 * @typedef {{ readonly type: string, readonly name?: string, readonly regex?: { readonly pattern: string, readonly flags: string }, readonly callee?: Node, readonly loc?: unknown }} Node
 * @typedef {{ report: (found: { node: Node, message: string }) => void }} Context
 */

/** @param {Context} context */
function create(context) {
  /** @param {Node} node */
  const refuseMade = (node) => {
    if (node.callee?.type === "Identifier" && node.callee.name === "RegExp") {
      context.report({ node, message: "A pattern that is made when it runs cannot be checked: write it as a literal" });
    }
  };
  return {
    /** @param {Node} node */
    Literal(node) {
      if (node.regex === undefined) return;
      const fault = faultOf(node.regex.pattern, node.regex.flags);
      if (fault !== "") context.report({ node, message: `This pattern ${fault}` });
    },
    NewExpression: refuseMade,
    CallExpression: refuseMade,
  };
}

// The linter takes the default export of a plugin.
export default { meta: { name: "patterns" }, rules: { linear: { create } } };
