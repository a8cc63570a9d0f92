import { expect, test } from "vitest";
import { cliPage } from "./cli-page.ts";

test("docs/cli.md is what the commands say of themselves (pnpm vitest --project cli -u writes it)", async () => {
  await expect(await cliPage()).toMatchFileSnapshot("../../../docs/cli.md");
});
