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

/** Gives every test of the emulator, and every case for all runtimes, that has facts in its title. */
export function findNamingTests(): NamingTest[] {
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
