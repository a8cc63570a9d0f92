import { normaliseInstanceUrl, normaliseVersion } from "@sfbulk/core";
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
    ["", "expected an address"],
  ])("%j is refused", (given, words) => {
    expect(() => normaliseInstanceUrl(given)).toThrow(TypeError);
    expect(() => normaliseInstanceUrl(given)).toThrow(words);
    expect(() => normaliseInstanceUrl(given)).not.toThrow("secret");
  });
});

describe("normaliseVersion", () => {
  test.each([66, "66", "66.0", "v66.0", "v66", " 66.0 "])("%j is 66.0", (given) => {
    expect(normaliseVersion(given)).toBe("66.0");
  });
  test.each(["66.5", "latest", "", "66/0", "66.0/job", "-66", Number.NaN, 66.5, "66%2e0"])("%j is refused", (given) => {
    expect(() => normaliseVersion(given)).toThrow('expected a version such as "66.0"');
  });
  test.each([30, "21.0", 7])("%j is retired", (given) => {
    expect(() => normaliseVersion(given)).toThrow(/retired/);
  });
});
