const version = /^\d{2,3}\.\d$/;
const objectName = /^[A-Za-z]\w{0,79}$/;
const shapes: Readonly<Record<string, RegExp>> = { version, object: objectName };
const id = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/;

/**
 * Compares a path with one that has names in braces, part by part. A `{version}` stands for one such as `68.0`, an
 * `{object}` for an API name, every other name for an id of 15 or 18 characters.
 *
 * @param template - `/services/async/{version}/job/{jobId}`.
 * @returns what stands in place of each name; `undefined` where the path is another one.
 */
export function matchPath(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const parts = path.split("/");
  const wanted = template.split("/");
  if (parts.length !== wanted.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    const part = parts[index] ?? "";
    const brace = want.indexOf("{");
    if (brace === -1) {
      if (part !== want) return undefined;
      continue;
    }
    const name = want.slice(brace + 1, -1);
    const value = part.slice(brace);
    if (!part.startsWith(want.slice(0, brace)) || !(shapes[name] ?? id).test(value)) return undefined;
    found[name] = value;
  }
  return found;
}
