import { readdirSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type Comment, type DeclarationReflection, ReflectionKind } from "typedoc";
import { beforeAll, describe, expect, test } from "vitest";
import { findEntryPoints } from "./find-entry-points.ts";
import { commentsOf, firstSentence, modulesOf } from "./write-contents.ts";
import { type Reference, writeReference } from "./write-reference.ts";

// The pages are not written by hand: after a change of a comment or of an export, `pnpm reference` writes them anew.

const folder = fileURLToPath(new URL("../reference", import.meta.url));
const entryPoints = findEntryPoints();
let reference: Reference;
beforeAll(async () => {
  reference = await writeReference();
}, 120_000);

/** Every export, by the module that it is imported from. */
const exportsOf = (module: DeclarationReflection): DeclarationReflection[] =>
  (module.children ?? []).flatMap((child) => (child.kind === ReflectionKind.Module ? exportsOf(child) : [child]));
const allExports = (): { readonly module: string; readonly reflection: DeclarationReflection }[] =>
  modulesOf(reference.project).flatMap((module) =>
    exportsOf(module).map((reflection) => ({ module: module.name, reflection })),
  );
const namesOf = (found: ReturnType<typeof allExports>): string[] =>
  found.map(({ module, reflection }) => `${module}: ${reflection.name}`);

describe("docs/reference", () => {
  test("has what the comments in the sources say", async () => {
    for (const [path, text] of reference.pages) await expect(text).toMatchFileSnapshot(`../reference/${path}`);
  });

  test("has no page besides", () => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".md"))
      .map((path) => path.replaceAll(sep, "/"));
    expect(files.toSorted()).toEqual([...reference.pages.keys()].toSorted());
  });

  test.each(entryPoints)("names everything that $name exports at run time", async ({ file, name }) => {
    const found = new Set(allExports().map(({ reflection }) => reflection.name));
    const exported = Object.keys((await import(file)) as object);
    expect(exported.length, name).toBeGreaterThan(0);
    expect(exported.filter((one) => !found.has(one))).toEqual([]);
  });

  test("says of every module and export what it is", () => {
    const modules = modulesOf(reference.project).filter(({ comment }) => !isDescribed(comment));
    expect(modules.map(({ name }) => name)).toEqual([]);
    expect(namesOf(allExports().filter(({ reflection }) => firstSentence(reflection) === ""))).toEqual([]);
  });

  test("shows an example of every function, of those that run in the tests", () => {
    // Requests are data: docs/api-calls.md shows each of them, made by the functions themselves.
    const functions = allExports().filter(
      ({ module, reflection }) => reflection.kind === ReflectionKind.Function && module !== "@sfbulk/core/requests",
    );
    expect(functions.length).toBeGreaterThan(40);
    // What needs a page has its example in `js`: packages/browser/test/readme.test.ts runs those, each in a page.
    const hasOne = ({ module, reflection }: (typeof functions)[number]): boolean =>
      commentsOf(reflection).some((comment) => hasExample(comment, module.startsWith("@sfbulk/browser")));
    expect(namesOf(functions.filter((one) => !hasOne(one)))).toEqual([]);
  });
});

const hasExample = (comment: Comment, mayNeedPage: boolean): boolean =>
  comment
    .getTags("@example")
    .some(({ content }) =>
      content.some(({ text }) => text.startsWith("```ts\n") || (mayNeedPage && text.startsWith("```js\n"))),
    );

/** What it exports of others is added to its own words, in a paragraph of its own. */
const isDescribed = (comment: Comment | undefined): boolean => {
  const [first] = comment?.summary ?? [];
  return first !== undefined && !first.text.startsWith("\n\n");
};
