import { expect, test } from "vitest";
import { formatDuration } from "../src/components/format.ts";
import { setupAddress } from "../src/job/setup-link.tsx";
import { readOrgType } from "../src/org/org-type.ts";

test.each([
  ["https://acme.my.salesforce.com", "Production"],
  ["https://acme--full.sandbox.my.salesforce.com", "Sandbox"],
  ["https://acme-dev-ed.develop.my.salesforce.com", "Developer org"],
  ["https://acme.scratch.my.salesforce.com", "Developer org"],
  ["https://sandbox.my.salesforce.com", "Production"],
  ["https://acme.my.salesforce.mil", "Production"],
  ["https://cs21.salesforce.com", "Type unknown"],
  ["https://org.emulator.invalid", "Emulator"],
  ["http://127.0.0.1:8787", "Emulator"],
])("%s is: %s", (url, name) => {
  expect(readOrgType(url).name).toBe(name);
});

test.each([
  [59_949, "59.9 s"],
  [59_999, "1 min 0 s"],
  [119_600, "2 min 0 s"],
  [61_400, "1 min 1 s"],
])("%s ms are %s", (milliseconds, words) => {
  expect(formatDuration(milliseconds)).toBe(words);
});

test("leads to a job in Setup where the org has one", () => {
  expect(setupAddress("https://acme.my.salesforce.com", "7509H0000016GUXQA2")).toBe(
    "https://acme.my.salesforce.com/lightning/setup/AsyncApiJobStatus/page?address=%2F7509H0000016GUXQA2",
  );
  expect(setupAddress("https://org.emulator.invalid", "7509H0000016GUXQA2")).toBe(undefined);
  expect(setupAddress("http://127.0.0.1:8787", "7509H0000016GUXQA2")).toBe(undefined);
});
