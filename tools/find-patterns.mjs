// Finds the regular expressions of the sources, as they are written there.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAst } from "rolldown/parseAst";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * @param {string} folder below the root
 * @returns {Map<string, { readonly pattern: RegExp, readonly file: string }>} by how they are written
 */
export function findPatterns(folder) {
  /** @type {Map<string, { readonly pattern: RegExp, readonly file: string }>} */
  const found = new Map();
  for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
    if (!/\.tsx?$/.test(name)) continue;
    const file = join(folder, name);
    const text = readFileSync(join(root, file), "utf8");
    /** @param {unknown} node */
    const visit = (node) => {
      if (typeof node !== "object" || node === null) return;
      const { type, regex } = /** @type {{ type?: string, regex?: { pattern: string, flags: string } }} */ (node);
      if (type === "Literal" && regex !== undefined) {
        const pattern = new RegExp(regex.pattern, regex.flags);
        if (!found.has(String(pattern))) found.set(String(pattern), { pattern, file });
        return;
      }
      for (const inner of Object.values(node)) visit(inner);
    };
    visit(parseAst(text, { lang: name.endsWith("x") ? "tsx" : "ts" }));
  }
  return found;
}
