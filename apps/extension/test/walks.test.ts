import { test } from "vitest";
import { walkChromium } from "./walk-chromium.ts";
import { walkFirefox } from "./walk-firefox.ts";

// In one file, so that they come one after the other.

test("the walk in Chromium", walkChromium);

test("the walk in Firefox", walkFirefox);
