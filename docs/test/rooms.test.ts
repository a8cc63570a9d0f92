import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findCircles, findUpwardImports, type Rooms } from "./check-rooms.ts";
import { findImports, foldersOf, repository, sourcesOf } from "./find-imports.ts";

const packages = JSON.parse(readFileSync(join(repository, "tools/rooms.json"), "utf8")) as Record<string, Rooms>;

const withSources = ["packages", "apps"]
  .flatMap((folder) => readdirSync(join(repository, folder)).map((name) => `${folder}/${name}`))
  .concat("bench", "conformance")
  .filter((folder) => existsSync(join(repository, folder, "src")));

test("tools/rooms.json has every package", () => {
  expect(Object.keys(packages).toSorted()).toEqual(withSources.toSorted());
});

describe.each(Object.entries(packages))("%s", (folder, rooms) => {
  const imports = findImports(folder);

  test("has the folders that are listed, each once, and no other", () => {
    const folders = rooms.filter((room) => !room.endsWith(".ts"));
    expect(folders.toSorted()).toEqual(foldersOf(folder).toSorted());
    expect(sourcesOf(folder)).toEqual(expect.arrayContaining(rooms.filter((room) => room.endsWith(".ts"))));
    expect(new Set(rooms).size).toBe(rooms.length);
  });

  test("has no room that imports upwards", () => {
    expect(imports.length).toBeGreaterThan(0);
    expect(findUpwardImports(imports, rooms)).toEqual([]);
  });

  test("has no files that need one another in a circle; within a room, types may", () => {
    expect(findCircles(imports.filter(({ isType }) => !isType))).toEqual([]);
  });
});

describe("CONTRIBUTING.md", () => {
  const [, section = ""] = readFileSync(join(repository, "CONTRIBUTING.md"), "utf8").split("## Where things are");
  const drawn = readTree(section);

  test.each(Object.entries(packages))(
    "draws %s as tools/rooms.json lists it, each folder with what is in it",
    (folder, rooms) => {
      const listed = rooms.filter((room) => !room.endsWith(".ts"));
      const shown = drawn.filter(({ path }) => path.startsWith(`${folder}/src/`));
      const places = shown.map(({ path }) => path.slice(`${folder}/src/`.length)).filter((path) => path !== "");
      const parents = new Set(places.filter((path) => places.some((other) => other.startsWith(`${path}/`))));
      const leaves = (paths: readonly string[]): string[] => paths.filter((path) => !parents.has(path));
      expect(shown.map(({ words }) => words)).not.toContain("");
      expect(leaves(places)).toEqual(leaves(listed));
      expect([...parents]).toEqual(expect.arrayContaining(listed.filter((path) => !leaves(listed).includes(path))));
    },
  );

  test("names only what is there", () => {
    const [table = ""] = section.split("```text");
    const named = [...table.matchAll(/`((?:packages|docs|tools)\/[^`]+)`/g)].map(([, path = ""]) => path);
    expect(named.length).toBeGreaterThan(10);
    expect([...named, ...drawn.map(({ path }) => path)].filter((path) => !existsSync(join(repository, path)))).toEqual(
      [],
    );
  });
});

/** Reads the tree in a page: lines with a folder and what is in it, two spaces deeper for each level. */
function readTree(section: string): { readonly path: string; readonly words: string }[] {
  const [, tree = ""] = /```text\n(.*?)```/s.exec(section) ?? [];
  const above: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, indent = "", name = "", words = ""] = /^( *)(\S+)\/ *(.*)$/.exec(line) ?? [];
    if (name === "") return [];
    above.length = indent.length / 2;
    above.push(name);
    return [{ path: above.length === 1 ? `${name}/` : above.join("/"), words }];
  });
}

test("what is found is what is there", () => {
  const imports = [
    { from: "low/a.ts", to: "high/b.ts" },
    { from: "high/b.ts", to: "low/c.ts" },
    { from: "low/c.ts", to: "low/a.ts" },
    { from: "low/c.ts", to: "main.ts" },
    { from: "high/b.ts", to: "valibot" },
  ];
  expect(findUpwardImports(imports, ["low", "high"])).toEqual([
    "low/a.ts imports high/b.ts",
    "low/c.ts imports main.ts",
  ]);
  expect(findCircles(imports)).toEqual(["low/a.ts → high/b.ts → low/c.ts → low/a.ts"]);
});

test("the emulator, which judges core, shares no code with it: it has core's types, and nothing of its requests", () => {
  const ofCore = findImports("packages/emulator").filter(({ to }) => to.startsWith("@sfbulk/"));
  expect(new Set(ofCore.map(({ to }) => to))).toEqual(new Set(["@sfbulk/core"]));
  expect(ofCore.filter(({ isType }) => !isType)).toEqual([]);
});
