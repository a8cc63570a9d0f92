import { type Endpoint, findEndpoints } from "./find-endpoints.ts";
import { findNamingTests } from "./find-named.ts";
import { type Fact, readFacts } from "./read-facts.ts";

/** What a fact may be said of beside single endpoints, and whether that one is among them. */
const general: Readonly<Record<string, (endpoint: Endpoint) => boolean>> = {
  all: () => true,
  "all of 1.0": ({ path }) => path.startsWith("/services/async/"),
  "all of 2.0": ({ path }) => path.includes("/jobs/"),
  REST: ({ path }) => path.startsWith("/services/data"),
};

/** Tells whether a word of a fact means an endpoint by its name. */
const means = (word: string, { path, operations }: Endpoint): boolean =>
  word === path || operations.some((operation) => operation === word);

/** Gives the words of facts that mean nothing that there is. */
export function findStrayWords(): string[] {
  const endpoints = findEndpoints();
  const words = new Set(readFacts().flatMap(({ where }) => where));
  return [...words].filter(
    (word) => general[word] === undefined && !endpoints.some((endpoint) => means(word, endpoint)),
  );
}

/** Writes the page: every endpoint with its facts by their evidence, its guesses, and how many tests name its facts. */
export function writeCoverage(): string {
  const facts = readFacts();
  const endpoints = findEndpoints();
  const rows = [
    ...Object.keys(general).map((word) =>
      row(
        `*${word}*`,
        facts.filter(({ where }) => where.includes(word)),
      ),
    ),
    ...endpoints.map((endpoint) =>
      row(
        `${endpoint.method} \`${endpoint.path}\``,
        facts.filter(({ where }) => where.some((word) => means(word, endpoint))),
      ),
    ),
  ];
  const count = (evidence: Fact["evidence"]): number => facts.filter((fact) => fact.evidence === evidence).length;
  return `# What the emulator's answers rest on

Made from its routes, [the facts](../packages/emulator/facts.md) and the titles of its tests; \`pnpm vitest --project emulator coverage -u\` writes it.

${count("recorded")} facts are recorded and ${count("documented")} documented; every one is proved by a test that has its number. ${count("guessed")} guesses are told apart. What is said of all endpoints, or of all of an API, stands in the first rows and is not repeated; an endpoint without numbers answers as those do, and in the form that clients ask for.

| endpoint | recorded | documented | guessed | tests |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}

function row(name: string, facts: readonly Fact[]): string {
  const numbers = (evidence: Fact["evidence"]): string =>
    facts
      .filter((fact) => fact.evidence === evidence)
      .map(({ number }) => number)
      .join(" ");
  const named = new Set(facts.map(({ number }) => number));
  const tests = findNamingTests().filter((test) => test.facts.some((number) => named.has(number)));
  return `| ${name} | ${numbers("recorded")} | ${numbers("documented")} | ${numbers("guessed")} | ${tests.length} |`;
}
