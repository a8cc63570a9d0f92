import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, Converter, DeclarationReflection, ProjectReflection, type TypeDocOptions } from "typedoc";
import { load, type MarkdownApplication, MarkdownPageEvent, type PluginOptions } from "typedoc-plugin-markdown";
import { arrangeReference } from "./arrange-reference.ts";
import { findEntryPoints } from "./find-entry-points.ts";
import { modulesOf, writeContents } from "./write-contents.ts";

/** The reference as it should be. */
export interface Reference {
  /** The text of every page, by its path below docs/reference. */
  readonly pages: ReadonlyMap<string, string>;
  readonly project: ProjectReflection;
}

const options: TypeDocOptions & Partial<PluginOptions> = {
  name: "API reference",
  tsconfig: fileURLToPath(new URL("../tsconfig.reference.json", import.meta.url)),
  plugin: [load],
  router: "module",
  logLevel: "Error",
  // The compiler of the workspace checks the sources, in a task of its own.
  skipErrorChecking: true,
  disableSources: true,
  disableGit: true,
  readme: "none",
  excludeExternals: true,
  excludeScopesInPaths: true,
  sortEntryPoints: false,
  sort: ["kind", "alphabetical"],
  kindSortOrder: ["Function", "Class", "Interface", "TypeAlias", "Variable"],
  groupOrder: ["Functions", "Classes", "Interfaces", "Type Aliases", "Variables"],
  // Which number GitHub would give to the second of two headings is not left to luck.
  useHTMLAnchors: true,
  hideGenerator: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  hideGroupHeadings: true,
  useCodeBlocks: true,
  expandParameters: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  typeDeclarationFormat: "table",
  propertyMembersFormat: "table",
  tableColumnSettings: { hideInherited: true, hideOverrides: true, hideModifiers: true, leftAlignHeaders: true },
};

/** Writes the pages out of the comments in the sources. It takes a few seconds, most of them the compiler's. */
export async function writeReference(): Promise<Reference> {
  const entryPoints = findEntryPoints();
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-reference-"));
  try {
    const application = (await Application.bootstrapWithPlugins({
      ...options,
      entryPoints: entryPoints.map(({ file }) => file),
    })) as MarkdownApplication;
    // Before anything else looks at the project.
    application.converter.on(
      Converter.EVENT_RESOLVE_BEGIN,
      ({ project }) => arrangeReference(project, entryPoints),
      1e3,
    );
    const project = await application.convert();
    if (project === undefined) throw new Error("Cannot read the sources: see what TypeDoc says above");
    application.renderer.on(MarkdownPageEvent.END, (page) => {
      const { model } = page;
      const { router } = application.renderer;
      if (router === undefined) throw new Error("Cannot link the pages: TypeDoc has no router");
      if (!isContents(model)) return;
      page.contents = writeContents(model, (target) => router.relativeUrl(model, target));
    });
    await application.outputs.writeOutput({ name: "markdown", path: folder }, project);
    if (application.logger.hasErrors()) throw new Error("Cannot write the reference: see what TypeDoc says above");
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".md"));
    const pages = paths.map((path) => [path.replaceAll(sep, "/"), readFileSync(join(folder, path), "utf8")] as const);
    return { pages: new Map(pages), project };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const isContents = (model: unknown): model is ProjectReflection | DeclarationReflection =>
  (model instanceof ProjectReflection || model instanceof DeclarationReflection) && modulesOf(model).length > 0;
