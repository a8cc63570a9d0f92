import { isApiHost, normaliseInstanceUrl, normaliseVersion } from "@sfbulk/core";
import { describe, expect, test } from "vitest";

describe("normaliseInstanceUrl", () => {
  test.each([
    ["https://acme.my.salesforce.com", "https://acme.my.salesforce.com"],
    ["https://ACME.my.salesforce.com/", "https://acme.my.salesforce.com"],
    ["https://acme.my.salesforce.com:443", "https://acme.my.salesforce.com"],
    ["https://acme.lightning.force.com", "https://acme.my.salesforce.com"],
    ["https://acme--uat.sandbox.lightning.force.com/", "https://acme--uat.sandbox.my.salesforce.com"],
    ["https://acme.lightning.crmforce.mil", "https://acme.my.salesforce.mil"],
    ["https://acme.lightning.sfcrmapps.cn", "https://acme.my.sfcrmproducts.cn"],
    ["https://acme.my-lightning.com", "https://acme.my-salesforce.com"],
    ["https://acme.my.salesforce-setup.com", "https://acme.my.salesforce.com"],
    ["https://acme.lightning.pc-rnd.force.com", "https://acme.my.pc-rnd.salesforce.com"],
    ["https://acme.my.salesforce.com.mcas.ms", "https://acme.my.salesforce.com"],
    ["https://acme.my.salesforce.com.", "https://acme.my.salesforce.com"],
    ["https://acme.my.salesforce.com.mcas.ms:8443", "https://acme.my.salesforce.com:8443"],
    ["https://acme.lightning.force.com.mcas.ms", "https://acme.my.salesforce.com"],
    ["https://acme-dev-ed.develop.my.salesforce.com", "https://acme-dev-ed.develop.my.salesforce.com"],
    ["https://na139.salesforce.com", "https://na139.salesforce.com"],
    ["https://cs21.salesforce.com", "https://cs21.salesforce.com"],
    ["https://gs0.salesforce.com", "https://gs0.salesforce.com"],
    ["https://usa2s.sfdc-yfeipo.salesforce.com", "https://usa2s.sfdc-yfeipo.salesforce.com"],
    // Other https hosts may be gateways and emulators.
    ["https://gateway.example:8443", "https://gateway.example:8443"],
    ["https://bulk.workforce.com", "https://bulk.workforce.com"],
    ["https://notsalesforce.com", "https://notsalesforce.com"],
    ["https://salesforce.com.example", "https://salesforce.com.example"],
    ["http://localhost:8787", "http://localhost:8787"],
    ["http://127.0.0.1:8787/", "http://127.0.0.1:8787"],
    ["http://[::1]:8787", "http://[::1]:8787"],
    ["http://org.localhost:1", "http://org.localhost:1"],
  ])("%s is %s", (given, origin) => {
    expect(normaliseInstanceUrl(given)).toBe(origin);
  });
  test.each([
    ["http://acme.my.salesforce.com", "loopback only"],
    ["http://127.0.0.1.evil.example", "loopback only"],
    ["http://localhost.evil.example", "loopback only"],
    ["ftp://acme.my.salesforce.com", "expected https"],
    ["javascript:alert(1)", "no path"],
    ["acme.my.salesforce.com", "expected an address"],
    ["https://acme.my.salesforce.com/services/async", 'just "https://acme.my.salesforce.com"'],
    ["https://acme.my.salesforce.com?", "no path, query"],
    ["https://acme.my.salesforce.com#", "no path, query"],
    ["https://acme.my.salesforce.com\\@evil.example", "backslash"],
    ["https://acme.my.salesforce.com\n", "a space"],
    ["https://user:secret@acme.my.salesforce.com", "no user name"],
    ["https://login.salesforce.com", "only signs users in"],
    ["https://test.salesforce.com", "only signs users in"],
    ["https://acme--c.visualforce.com", "no Bulk API"],
    ["https://acme--c.vf.force.com", "no Bulk API"],
    ["https://acme--c.na139.visual.force.com", "no Bulk API"],
    ["https://acme.my.site.com", "no Bulk API"],
    ["https://acme.my.site.com.", "no Bulk API"],
    ["https://acme.file.force.com", "no Bulk API"],
    ["https://acme--c.documentforce.com", "no Bulk API"],
    ["https://acme.builder.salesforce-experience.com", "no Bulk API"],
    ["https://acme.my.salesforce-sites.com", "no Bulk API"],
    ["https://acme.my.salesforce-scrt.com", "no Bulk API"],
    ["https://acme.file.forceusercontent.com", "no Bulk API"],
    ["https://acme.cloudforce.com", "no Bulk API"],
    ["https://acme.vf.crmforce.mil", "no Bulk API"],
    ["https://d.la1-c1-ia4.salesforceliveagent.com", "no Bulk API"],
    ["https://www.salesforce.com", "no Bulk API"],
    ["https://www2.salesforce.com", "no Bulk API"],
    ["https://welcome.salesforce.com", "no Bulk API"],
    ["https://salesforce.com", "no Bulk API"],
    ["https://my.salesforce.com", "no Bulk API"],
    ["https://force.com", "no Bulk API"],
    ["https://1.mcas.ms", "no Bulk API"],
    ["https://gateway.example.mcas.ms", "no Bulk API"],
    ["https://login.salesforce.com.", "no Bulk API"],
    ["", "expected an address"],
  ])("%j is refused", (given, words) => {
    expect(() => normaliseInstanceUrl(given)).toThrow(TypeError);
    expect(() => normaliseInstanceUrl(given)).toThrow(words);
    expect(() => normaliseInstanceUrl(given)).not.toThrow("secret");
  });
});

test.each([
  ["acme.my.salesforce.com", true],
  ["acme--uat.sandbox.my.salesforce.com", true],
  ["acme.my.salesforce.mil", true],
  ["acme.my.sfcrmproducts.cn", true],
  ["acme.my-salesforce.com", true],
  ["na139.salesforce.com", true],
  ["acme.lightning.force.com", false],
  ["acme.my.site.com", false],
  ["acme.my.salesforce.com.evil.example", false],
  ["my.salesforce.com", false],
  ["evil.example", false],
  ["localhost", false],
])("%s has Salesforce's Bulk API: %s", (host, hasIt) => {
  expect(isApiHost(host)).toBe(hasIt);
});

describe("normaliseVersion", () => {
  test.each([68, "68", "68.0", "v68.0", "v68", " 68.0 "])("%j is 68.0", (given) => {
    expect(normaliseVersion(given)).toBe("68.0");
  });
  test.each(["68.5", "latest", "", "68/0", "68.0/job", "-68", Number.NaN, 66.5, "66%2e0"])("%j is refused", (given) => {
    expect(() => normaliseVersion(given)).toThrow('expected a version such as "68.0"');
  });
  test.each([30, "21.0", 7])("%j is retired", (given) => {
    expect(() => normaliseVersion(given)).toThrow(/retired/);
  });
});
