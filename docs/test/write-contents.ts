import {
  type Comment,
  type DeclarationReflection,
  type ProjectReflection,
  type Reflection,
  ReflectionKind,
} from "typedoc";

/** Gives the address of something, seen from the page of contents. */
type Locate = (target: Reflection) => string;

/**
 * Writes a page of contents, the first one or that of a package with several pages: every export with what it is, in one
 * sentence.
 */
export const writeContents = (model: ProjectReflection | DeclarationReflection, locate: Locate): string =>
  model.isProject()
    ? `# API reference

Every export of every package, made from the comments in the sources; every example runs in the tests. Import from the package that you have installed: those for a runtime export everything of \`@sfbulk/core\`.

${modulesOf(model)
  .map((module) => writeModule(module, locate, `## [${module.name}](${locate(module)})`))
  .join("\n\n")}
`
    : `${writeModule(model, locate, `# ${model.name}`)}\n`;

/** The modules that have pages of their own below this one. */
export const modulesOf = ({ children = [] }: ProjectReflection | DeclarationReflection): DeclarationReflection[] =>
  children.filter((child) => child.kind === ReflectionKind.Module);

function writeModule(module: DeclarationReflection, locate: Locate, heading: string): string {
  const topics = modulesOf(module);
  const exports = (module.children ?? []).filter((child) => child.kind !== ReflectionKind.Module);
  return [
    heading,
    ...(module.comment === undefined ? [] : [plainText(module.comment)]),
    ...(exports.length === 0 ? [] : [writeTable(exports, locate)]),
    ...topics.map((topic) => writeModule(topic, locate, `### [${topic.name}](${locate(topic)})`)),
  ].join("\n\n");
}

const writeTable = (exports: readonly DeclarationReflection[], locate: Locate): string =>
  [
    "| export | |",
    "|---|---|",
    ...exports.map((one) => {
      const name = one.kind === ReflectionKind.Function ? `${one.name}()` : one.name;
      return `| [\`${name}\`](${locate(one)}) | ${firstSentence(one).replaceAll("|", "\\|")} |`;
    }),
  ].join("\n");

/** The first sentence of what the comment says, without its links. Empty where there is no comment. */
export function firstSentence(reflection: DeclarationReflection): string {
  const comment = commentsOf(reflection).find(({ summary }) => summary.length > 0);
  if (comment === undefined) return "";
  const [paragraph = ""] = plainText(comment).split("\n\n");
  // An abbreviation such as "e.g." would end it; the comments have none.
  const end = /[.:](?= |$)/.exec(paragraph.replace(/`[^`]*`/g, (code) => "x".repeat(code.length)));
  return end === null ? paragraph : `${paragraph.slice(0, end.index)}.`;
}

/** The comments of an export; a function has one for each of its signatures. */
export const commentsOf = ({ comment, signatures = [] }: DeclarationReflection): readonly Comment[] =>
  [comment, ...signatures.map((signature) => signature.comment)].filter((one) => one !== undefined);

const plainText = ({ summary }: Comment): string =>
  summary
    .map((part) => (part.kind === "inline-tag" ? `\`${part.text}\`` : part.text))
    .join("")
    .replaceAll(/(?<!\n)\n(?!\n)/g, " ")
    .trim();
