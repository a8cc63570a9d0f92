import { dirname, relative, sep } from "node:path";
import {
  Comment,
  type CommentDisplayPart,
  DeclarationReflection,
  ParameterReflection,
  type ProjectReflection,
  ReferenceReflection,
  ReferenceType,
  type Reflection,
  ReflectionKind,
} from "typedoc";
import type { EntryPoint } from "./find-entry-points.ts";

/** A module with more exports than that has a page for each folder of its sources. */
const longestPage = 60;

/**
 * Arranges what TypeDoc has found into pages: modules are named as they are imported, what one exports that is another's
 * becomes a link, and the exports of a large one go to a page for each folder of its sources.
 */
export function arrangeReference(project: ProjectReflection, entryPoints: readonly EntryPoint[]): void {
  const modules = (project.children ?? []).map((module) => {
    const entryPoint = entryPoints.find(({ file }) => file === fileOf(project, module));
    if (entryPoint === undefined) throw new Error(`Cannot tell how "${module.name}" is imported`);
    module.name = entryPoint.name;
    return { module, folder: dirname(entryPoint.file) };
  });
  for (const reflection of project.getReflectionsByKind(ReflectionKind.Parameter)) {
    if (reflection instanceof ParameterReflection) nameParameter(reflection);
  }
  for (const { module } of modules) linkForeignExports(project, module);
  for (const { module, folder } of modules) {
    if ((module.children?.length ?? 0) > longestPage) splitByFolder(project, module, folder);
  }
}

/** Names a parameter that is taken apart where it stands by the last word of its type: `options` for `ListenOptions`. */
function nameParameter(parameter: ParameterReflection): void {
  if (parameter.name !== "__namedParameters" || !(parameter.type instanceof ReferenceType)) return;
  const { name, typeArguments: [first] = [] } = parameter.type;
  const type = /^(?:Omit|Pick|Partial)$/.test(name) && first instanceof ReferenceType ? first.name : name;
  parameter.name = (/[A-Z][a-z]*$/.exec(type)?.[0] ?? type).toLowerCase();
}

const fileOf = (project: ProjectReflection, reflection: Reflection): string | undefined =>
  project.getSymbolIdFromReflection(reflection)?.fileName;

/** Says below a module's own comment what it exports of others. */
function linkForeignExports(project: ProjectReflection, module: DeclarationReflection): void {
  const references = (module.children ?? []).filter((child) => child instanceof ReferenceReflection);
  const targets = references.flatMap((reference) => reference.tryGetTargetReflectionDeep() ?? []);
  for (const reference of references) project.removeReflection(reference);
  if (targets.length === 0) return;
  const [owner] = targets.map(({ parent }) => parent);
  const isWhole = owner instanceof DeclarationReflection && owner.children?.length === targets.length;
  const linked = isWhole ? [owner] : targets;
  const links = linked.flatMap((target, index) => [...(index === 0 ? [] : [text(", ")]), link(target)]);
  module.comment ??= new Comment();
  module.comment.summary.push(text(isWhole ? "\n\nIt exports everything of " : "\n\nIt also exports "), ...links);
  module.comment.summary.push(text(isWhole ? ", and:" : "."));
}

const text = (words: string): CommentDisplayPart => ({ kind: "text", text: words });
const link = (target: Reflection): CommentDisplayPart => ({
  kind: "inline-tag",
  tag: "@link",
  text: target.name,
  target,
});

/** Moves the exports of a module to modules below it, by the folders where they are defined. */
function splitByFolder(project: ProjectReflection, module: DeclarationReflection, folder: string): void {
  const topics = new Map<string, DeclarationReflection>();
  const placed = (module.children ?? []).map((child) => {
    const file = fileOf(project, child);
    return { child, name: file === undefined ? "" : relative(folder, dirname(file)).replaceAll(sep, "/") };
  });
  for (const { child, name } of placed) {
    if (name === "") continue;
    const topic = topics.get(name) ?? new DeclarationReflection(name, ReflectionKind.Module, module);
    topics.set(name, topic);
    module.removeChild(child);
    child.parent = topic;
    topic.addChild(child);
  }
  for (const topic of topics.values()) {
    project.registerReflection(topic, undefined, undefined);
    module.addChild(topic);
  }
}
