import { test } from "vitest";
import { isLong } from "../../../tools/is-long.mjs";
import { walkChromium } from "./walk-chromium.ts";
import { walkClosedTab } from "./walk-closed-tab.ts";
import { walkContainers } from "./walk-containers.ts";
import { walkFirefox } from "./walk-firefox.ts";

// In one file, so that they come one after the other.

test("the walk in Chromium", walkChromium);

test("the walk in Firefox", walkFirefox);

test.runIf(isLong)("the walk through containers of Firefox", walkContainers);

test.runIf(isLong)("the walk to a tab that is closed in the middle of a load", walkClosedTab);
