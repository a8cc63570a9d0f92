import { expect, test } from "vitest";
import { whatHappensWhen } from "./what-happens-when.ts";

test("docs/what-happens-when.md is the table of scenarios (pnpm vitest --project docs -u writes it)", async () => {
  await expect(whatHappensWhen()).toMatchFileSnapshot("../what-happens-when.md");
});
