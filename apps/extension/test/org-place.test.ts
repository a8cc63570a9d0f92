import { describe, expect, test } from "vitest";
import { isJobsPage } from "../src/button/jobs-page.ts";
import { isSalesforcePage } from "../src/orgs/find-orgs.ts";
import { readPlace } from "../src/orgs/org-place.ts";

describe("the org in the address of a page of the extension", () => {
  test.each([
    ["?org=acme.my.salesforce.com", { host: "acme.my.salesforce.com" }],
    ["?org=acme--uat.sandbox.my.salesforce.com&store=1", { host: "acme--uat.sandbox.my.salesforce.com", storeId: "1" }],
  ])("is read from %s", (query, place) => expect(readPlace(query)).toEqual(place));

  test.each([
    "",
    "?org=",
    "?org=evil.example",
    "?org=acme.my.salesforce.com.evil.example",
    "?org=acme.lightning.force.com",
  ])("is none in %j: no session goes to another host", (query) => expect(readPlace(query)).toBeUndefined());
});

test.each([
  ["https://acme.lightning.force.com/lightning/page/home", true],
  ["https://acme--uat.sandbox.my.salesforce-setup.com/", true],
  ["https://acme--c.vf.force.com/apex/page", true],
  ["http://acme.my.salesforce.com/", false],
  ["https://evil.example/.my.salesforce.com/", false],
  ["https://my.salesforce.com.evil.example/", false],
  [undefined, false],
])("whether %s is one of Salesforce's pages", (url, is) => expect(isSalesforcePage(url)).toBe(is));

test.each([
  ["/lightning/setup/AsyncApiJobStatus/home", true],
  ["/lightning/setup/AsyncApiJobStatus/page", true],
  ["/7508Z0000000csTQAQ", true],
  ["/750", true],
  ["/lightning/page/home", false],
  ["/7508Z", false],
])("whether %s is Setup's page of bulk jobs", (path, is) => expect(isJobsPage(path)).toBe(is));
