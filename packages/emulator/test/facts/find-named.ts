import { readdirSync, readFileSync } from "node:fs";

/** A test that names facts. */
export interface NamingTest {
  /** The file's name, `vectors.test.ts`. */
  readonly file: string;
  /** Its title, or that of the tests it stands for, without the numbers. */
  readonly title: string;
  readonly facts: readonly string[];
}

const root = new URL("../../", import.meta.url);

/** Titles are strings that end in numbers of facts in parentheses. */
const naming = /"((?:[^"\\\n]|\\.)*) \((F-\d{3}(?:, F-\d{3})*)\)"/g;

/** Gives every test that has facts in its title, of the emulator and of all runtimes, and every recording that has some. */
export const findNamingTests = (): NamingTest[] => [...findTitles(), ...findRecordings()];

function findRecordings(): NamingTest[] {
  const folder = new URL("recordings/", root);
  return readdirSync(folder).map((file) => {
    const { facts = [] } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { facts?: string[] };
    return { file, title: "the emulator answers as was recorded", facts };
  });
}

function findTitles(): NamingTest[] {
  return ["test/", "src/conformance/cases/"].flatMap((folder) =>
    readdirSync(new URL(folder, root))
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => {
        const source = readFileSync(new URL(folder + file, root), "utf8");
        return Array.from(source.matchAll(naming), ([, title = "", facts = ""]) => ({
          file,
          title,
          facts: facts.split(", "),
        }));
      }),
  );
}
