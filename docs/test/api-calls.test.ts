import * as core from "@sfbulk/core";
import { apiCalls } from "@sfbulk/core/requests";
import { expect, test } from "vitest";
import { apiCallsPage } from "./api-calls.ts";

test("docs/api-calls.md is what the request functions say (pnpm vitest --project docs -u writes it)", async () => {
  await expect(apiCallsPage()).toMatchFileSnapshot("../api-calls.md");
});

test("every function that it names is one of core's", () => {
  for (const { operation } of apiCalls) expect(core).toHaveProperty(operation, expect.any(Function));
});
