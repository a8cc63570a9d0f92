// A rule of the linter: every regular expression takes a time that grows no faster than the text that it sees.
//
// `recheck` decides: by an automaton where it can, else by looking for a text that takes long. Its JavaScript build runs
// everywhere, takes a second for some patterns, and what it has found is kept beside the installed packages.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import recheck from "recheck/lib/browser.js";

const file = fileURLToPath(new URL("../node_modules/.cache/sfbulk/linear-patterns-4.5.0.json", import.meta.url));

/** @type {Set<string>} */
let linear;
try {
  linear = new Set(JSON.parse(readFileSync(file, "utf8")));
} catch {
  linear = new Set();
}

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
  mkdirSync(dirname(file), { recursive: true });
  // Several may write at once.
  const whole = `${file}.${process.pid}`;
  writeFileSync(whole, JSON.stringify([...linear]));
  renameSync(whole, file);
  return "";
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
