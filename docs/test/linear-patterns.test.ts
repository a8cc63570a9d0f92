import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { findGrowth } from "../../tools/expect-linear.mjs";
import { findPatterns } from "../../tools/find-patterns.mjs";

// Every pattern of the sources takes a time that grows as the text does, whoever wrote the text.

const root = fileURLToPath(new URL("../..", import.meta.url));
const folders = ["core", "node", "browser", "deno", "emulator", "cli", "sf-plugin"].map(
  (name) => `packages/${name}/src`,
);

/** What a pattern is tried on: each of its own words and signs, again and again, and then what fits none. */
function worstOf({ source }: RegExp): string[] {
  const words = source.match(/[A-Za-z_-]{2,}|\d{2,}/g) ?? [];
  const literals = source.match(/[^\s\\[\](){}|^$*+?]{2,}/g) ?? [];
  const signs = source.match(/[^\w\s\\[\](){}|^$*+?]/g) ?? [];
  const [first = ""] = words;
  return [
    ...new Set([
      " ",
      "\n",
      "a",
      "0",
      "A.",
      '"',
      "\\",
      "(",
      "[",
      ...words,
      ...literals,
      ...signs,
      `${first} `,
      `${first}.`,
    ]),
  ];
}

/** Texts of a length, each of one piece again and again; with a beginning that gets a pattern further. */
const textsOf = (pattern: RegExp): ((length: number) => string)[] => {
  const start = /^\^?((?:\\?[<>{}/-]|[\w!]){1,20})/.exec(pattern.source)?.[1]?.replaceAll("\\", "") ?? "";
  return worstOf(pattern).flatMap((piece) =>
    (start === "" ? [""] : ["", start]).map(
      (head) => (length: number) =>
        `${head}${piece.repeat(Math.ceil(length / piece.length)).slice(head.length + 1, length)}\u0000`,
    ),
  );
};

describe.each(folders)("the patterns of %s", (folder) => {
  test("take 1 MB of their worst as they take anything else", () => {
    const faults: string[] = [];
    for (const { pattern, file } of findPatterns(folder).values()) {
      const found = findGrowth((text) => text.replace(pattern, ""), textsOf(pattern));
      if (found === undefined) continue;
      faults.push(`${file}: ${String(pattern)}: ${JSON.stringify(found.textOf(60))}: ${found.fault}`);
    }
    expect(faults).toEqual([]);
  });
});

test.each([/eyJ[\w-]{8,}\.[\w-]+/g, /<title[^>]*>/i, /\s+$/])("%s would be found by its growth", (pattern) => {
  expect(findGrowth((text) => text.replace(pattern, ""), textsOf(pattern))?.fault).toContain("times as long");
});

test("those that are kept as proven are those that are there (the linter adds new ones, -u takes others away)", async () => {
  const kept = JSON.parse(readFileSync(join(root, "tools/linear-patterns.json"), "utf8")) as readonly string[];
  const there = new Set(
    [
      ...folders,
      ...readdirSync(join(root, "apps")).flatMap((app) => [`apps/${app}/src`, `apps/${app}/server`]),
    ].flatMap((folder) => (existsSync(join(root, folder)) ? [...findPatterns(folder).keys()] : [])),
  );
  const used = kept.filter((key) => {
    const end = key.lastIndexOf("/");
    return there.has(String(new RegExp(key.slice(1, end), key.slice(end + 1))));
  });
  await expect(`${JSON.stringify(used, undefined, 2)}\n`).toMatchFileSnapshot("../../tools/linear-patterns.json");
});

describe("the linter", () => {
  /** Puts one file into a copy of the project that has nothing else, and gives what the linter says of it. */
  const lint = (path: string, text: string): { status: number | null; said: string } => {
    const folder = mkdtempSync(join(tmpdir(), "sfbulk-lint-"));
    try {
      const config = readFileSync(join(root, ".oxlintrc.json"), "utf8");
      writeFileSync(join(folder, ".oxlintrc.json"), config.replace('"./tools/', `"${root}tools/`));
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
      const oxlint = join(root, "node_modules", "oxlint", "bin", "oxlint");
      const { status, stdout, stderr } = spawnSync(process.execPath, [oxlint, "--deny-warnings"], {
        cwd: folder,
        encoding: "utf8",
        // As the long run: it takes nothing for proven, and keeps nothing of what it proves.
        env: { ...process.env, SFBULK_LONG: "1" },
      });
      return { status, said: stdout + stderr };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  test.each(["packages/core/src/errors/planted.ts", "apps/demo/src/planted.tsx", "apps/demo/server/planted.ts"])(
    "fails where a quadratic pattern is planted in %s",
    (path) => {
      const { status, said } = lint(path, "export const planted = /,+$/;\n");
      expect(said).toContain("This pattern is not linear: 2nd degree polynomial");
      expect(status).toBe(1);
    },
  );

  test("fails where a pattern is made when it runs", () => {
    const { status, said } = lint(
      "packages/core/src/planted.ts",
      "export const made = (text: string): RegExp => new RegExp(text);\n",
    );
    expect(said).toContain("cannot be checked");
    expect(status).toBe(1);
  });

  test("says nothing of a linear one", () => {
    expect(lint("packages/core/src/planted.ts", "export const fine = /^,{1,2}$/;\n")).toMatchObject({ status: 0 });
  });
});
