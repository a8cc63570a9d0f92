import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const root = new URL("../../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

const union = read("packages/core/src/errors/error-code.ts");
const known = [...union.matchAll(/^ {2}\| "(\w+)"/gm)].map(([, code = ""]) => code);
const rows = read("docs/errors.md")
  .split("\n")
  .flatMap((line) => {
    const cells = line.split(" | ");
    const code = /^\| `(\w+)`$/.exec(cells[0] ?? "")?.[1];
    return code === undefined ? [] : [{ code, cells }];
  });

describe("every code", () => {
  test("there is, once", () => {
    expect(known.length).toBeGreaterThan(40);
    expect(new Set(known).size).toBe(known.length);
  });
  test("is explained, once, in the order in which they are declared", () => {
    expect(rows.map(({ code }) => code)).toEqual(known);
  });
  test.each(rows)("$code says its kind, what it means, who must act, and what to do", ({ cells }) => {
    expect(cells).toHaveLength(5);
    expect(cells[1]).toMatch(/^(?:in Deno )?`\w+`/);
    for (const cell of cells) expect(cell.replace(/[|\s]/g, "")).not.toBe("");
  });
});

/** Classes of errors that never leave: each is caught and made into one with a code. */
const internal: Readonly<Record<string, string>> = {
  Damaged: "a body was cut: judged as a ResponseError",
  NotTheAnswer: "a reply is not the answer: judged as a ResponseError",
  RelayRefusal: "the relay answers with its status",
  StopLoad: "stops a load: it becomes a LoadError",
  TimeUp: "no reply in time: judged as a NetworkError",
  TooLarge: "too many bytes: judged as a ResponseError",
  Unreadable: "rows cannot be read: a ResponseError of who asked for them",
};

/** Errors without a code that are made in these places, and why nobody meets them as sfbulk's. */
const allowed: readonly (readonly [path: string, words: string, why: string])[] = [
  ["core/src/async/pool.ts", "No more is wanted", "the reason of a signal within"],
  ["core/src/errors/ending-failed-error.ts", "[error, endingError]", "is given its code two lines below"],
  ["core/src/requests/api-request.ts", "This reply is read piece by piece", "a fault of ours"],
  ["core/src/errors/copy-cause.ts", "redactStart(words", "a copy of what another threw, for a cause"],
  ["core/src/bytes/gzip-packer.ts", "Cannot compress the rows", "a fault of ours: zlib compresses any bytes"],
  ["core/src/replies/xml.ts", "it has no root element", "caught by who reads the body"],
  ["core/src/replies/xml.ts", "its elements are more than", "caught by who reads the body"],
  ["node/src/adapter/dispatch-request.ts", "The body was cancelled", "ends a connection of undici's"],
  ["node/src/adapter/dispatch-request.ts", "The request was aborted", "ends a connection of undici's"],
  ["node/src/adapter/refuse-untrusted.ts", "advice", "Node.js's own error with its own code, and what to do"],
  ["core/src/relay/relay-reply.ts", "The reply has more than", "breaks off the relay's answer to its page"],
  ["cli/src/connection/request-of.ts", "This is a dry run", "the reason of a signal within"],
  ["cli/src/connection/request-of.ts", "The operation sends nothing", "a fault of ours, which the command line shows"],
  ["cli/src/load/inspect-file.ts", "No org is asked", "the reason of a check without an org, which is left out"],
  ["cli/src/load/load-file.ts", "All rows are there", "the reason of a signal within"],
  ["cli/src/results/outcomes/write-as-sent.ts", "Results that are asked for are written", "a fault of ours"],
  ["cli/src/results/outcomes/write-ingest-results.ts", "A load that has ended has begun", "a fault of ours"],
  [
    "browser/src/jobs-element/make-jobs-element.ts",
    "The element shows something else",
    "the reason of a signal within",
  ],
  ["browser/src/jobs-element/make-jobs-element.ts", "Stopped by the user", "the reason of a signal within"],
  ["cli/src/interruption.ts", "new Error(message)", "the reason of the signal at Ctrl-C"],
  ["cli/src/run-command.ts", "Standard output is lost", "the reason of a signal within"],
  ["cli/src/output/command-error.ts", "new Error(message", "the command line's own, with its exit code"],
  ["cli/src/reporting/report-error.ts", "String(error)", "shows what is no error"],
];

const sources = ["core", "node", "browser", "deno", "cli"].flatMap((name) =>
  readdirSync(new URL(`packages/${name}/src`, root), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => {
      const place = `${name}/src/${path.replaceAll("\\", "/")}`;
      return { place, source: read(`packages/${place}`) };
    }),
);
const classes = sources.flatMap(({ source }) =>
  [...source.matchAll(/class (\w+) extends (\w*Error)\b/g)].map(([, name = "", base = ""]) => ({ name, base })),
);

describe("every error", () => {
  test("class has a code, or never leaves", () => {
    const coded = classes.filter(({ base }) => base === "DetailedError").map(({ name }) => name);
    expect(coded.length).toBeGreaterThan(5);
    const others = classes.filter(({ base }) => base !== "DetailedError").map(({ name }) => name);
    expect(others.filter((name) => name !== "DetailedError").toSorted()).toEqual(Object.keys(internal).toSorted());
  });
  test("that is made without such a class is given a code, or never leaves", () => {
    const names = new Set(classes.map(({ name }) => name));
    const met = new Set<unknown>();
    let count = 0;
    const bad = sources.flatMap(({ place, source }) =>
      [...source.matchAll(/\bnew (?:\w+\.)?(\w*Error|NotCapable|DOMException)\(/g)].flatMap(
        ({ index, 1: name = "" }) => {
          count++;
          if (names.has(name) || /\bwithCode\((?:Object\.assign\()?\s*$/.test(source.slice(0, index))) return [];
          const text = source.slice(index, index + 120);
          const use = allowed.find(([path, words]) => path === place && text.includes(words));
          met.add(use);
          return use === undefined ? [`${place}:${source.slice(0, index).split("\n").length}`] : [];
        },
      ),
    );
    expect(count).toBeGreaterThan(40);
    expect(bad).toEqual([]);
    expect(allowed.filter((one) => !met.has(one))).toEqual([]);
  });
});

test("every code is given by something", () => {
  const others = sources.filter(({ place }) => !place.endsWith("/error-code.ts"));
  const idle = known.filter((code) => !others.some(({ source }) => source.includes(`"${code}"`)));
  expect(idle).toEqual([]);
});

test("nothing looks into a message to decide", () => {
  const apps = ["demo/src", "demo/server", "quickstart/src"].flatMap((name) =>
    readdirSync(new URL(`apps/${name}`, root), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => ({ place: `${name}/${path}`, source: read(`apps/${name}/${path}`) })),
  );
  expect(apps.length).toBeGreaterThan(50);
  const looks =
    /\bmessage(?: as string)?\)?\??\.(?:includes|startsWith|endsWith|match|matchAll|search|indexOf|split|replace|replaceAll)\(|\.(?:test|exec)\([^()]*\bmessage\)/;
  const found = [...sources, ...apps].filter(({ source }) => looks.test(source)).map(({ place }) => place);
  expect(found).toEqual([
    // Leaves out what cannot be done, where it is told why, and decides nothing.
    "cli/src/checks/api-access.ts",
    // The library that parses the command line begins its messages with a word that ours do not.
    "cli/src/program/parse-arguments.ts",
    // Counts reasons as one that differ by ids alone.
    "cli/src/results/outcomes/count-reasons.ts",
    // Leaves out an option of the library that nobody has there, and decides nothing.
    "demo/src/load-steps/preview/findings.tsx",
  ]);
});
