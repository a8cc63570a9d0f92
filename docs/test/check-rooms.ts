import type { FoundImport } from "./find-imports.ts";

/** The rooms of a package: folders of its `src`, and files in `src` itself that rooms import; what is lower comes first. */
export type Rooms = readonly string[];

/** Finds the room that a file is in; files in `src` itself that are not listed are above all rooms. */
function placeOf(file: string, rooms: Rooms): number {
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : file;
  const index = rooms.indexOf(folder);
  return index === -1 ? rooms.length : index;
}

/** Lists the imports that go up: from a room into one that is listed after it, or into a file above all rooms. */
export const findUpwardImports = (imports: readonly Pick<FoundImport, "from" | "to">[], rooms: Rooms): string[] =>
  imports
    .filter(({ from, to }) => isSource(to) && placeOf(to, rooms) > placeOf(from, rooms))
    .map(({ from, to }) => `${from} imports ${to}`);

/** Lists the files that import one another in a circle, each circle once. */
export function findCircles(imports: readonly Pick<FoundImport, "from" | "to">[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) if (isSource(to)) next.set(from, [...(next.get(from) ?? []), to]);
  const circles: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start !== -1) circles.push([...path.slice(start), file].join(" → "));
    if (start !== -1 || done.has(file)) return;
    for (const to of next.get(file) ?? []) follow(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) follow(file, []);
  return circles;
}

/** A file of the same package: one of another is named by that, `demo/src/app.tsx`. */
const isSource = (to: string): boolean => /\.tsx?$/.test(to) && !to.startsWith("..") && !to.includes("/src/");
