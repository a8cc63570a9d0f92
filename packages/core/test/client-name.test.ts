import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { clientName } from "../src/client-name.ts";

test("sfbulk names itself by the package's version (pnpm version-packages sets both)", () => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect(clientName).toBe(`sfbulk/${version}`);
});
