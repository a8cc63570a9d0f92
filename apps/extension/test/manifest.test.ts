import { readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { contentSecurityPolicy, manifestFor } from "../tools/manifest.mjs";
import { makeArchive } from "../tools/pack-extension.mjs";
import { readArchive } from "./unpack-extension.ts";

const hosts = [
  "https://*.my.salesforce.com/*",
  "https://*.lightning.force.com/*",
  "https://*.my.salesforce-setup.com/*",
  "https://*.vf.force.com/*",
];

/** What each store is given; whoever asks for more has to say so here. */
const asked = {
  chrome: {
    permissions: ["cookies", "storage", "sidePanel"],
    optional_permissions: ["alarms", "identity", "notifications"],
  },
  firefox: { permissions: ["cookies", "storage", "alarms", "identity"], optional_permissions: ["notifications"] },
};

const text = (content: Uint8Array | undefined): string => new TextDecoder().decode(content);

describe.each(["chrome", "firefox"] as const)("what the store of %s gets", (store) => {
  const files = readArchive(store);
  const manifest = JSON.parse(text(files["manifest.json"])) as ReturnType<typeof manifestFor> & {
    readonly [key: string]: unknown;
  };

  test("asks for no more than it needs, and sees Salesforce's hosts alone", () => {
    const { permissions, optional_permissions, host_permissions } = manifest;
    expect({ permissions, optional_permissions }).toEqual(asked[store]);
    expect(host_permissions).toEqual(hosts);
    for (const { matches } of manifest.content_scripts) expect(hosts).toEqual(expect.arrayContaining(matches));
    const more = ["optional_host_permissions", "web_accessible_resources", "externally_connectable", "sandbox"];
    expect(Object.keys(manifest).filter((key) => more.includes(key))).toEqual([]);
  });

  test("has one background for usual and private windows", () => {
    expect(manifest.incognito).toBe("spanning");
  });

  test("lets its pages load their own files and ask the orgs, and nothing else", () => {
    expect(manifest.content_security_policy).toEqual({ extension_pages: contentSecurityPolicy });
    expect(Object.fromEntries(contentSecurityPolicy.split("; ").map((one) => one.split(/ (.*)/).slice(0, 2)))).toEqual({
      "default-src": "'none'",
      "script-src": "'self'",
      "style-src": "'self'",
      "img-src": "'self'",
      "connect-src": "https://*.my.salesforce.com",
      "object-src": "'none'",
      "base-uri": "'none'",
      "form-action": "'none'",
      "frame-ancestors": "'none'",
    });
  });

  test("has no code that is not in it", () => {
    for (const [name, content] of Object.entries(files)) {
      if (name.endsWith(".html")) {
        const addresses = [...text(content).matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = ""]) => address);
        expect(addresses.length).toBeGreaterThan(0);
        expect(addresses.filter((address) => !(address.replace("./", "") in files))).toEqual([]);
        expect(text(content)).not.toMatch(/<script(?![^>]* src=)|<style| on\w+=/);
      }
      // What is loaded later comes from here too; a function is made of no text.
      if (name.endsWith(".js"))
        expect(text(content)).not.toMatch(/import\(["']https?:|importScripts|\beval\(|new Function\(/);
    }
  });

  test("says what it is in the form that the store wants", () => {
    expect(manifest.manifest_version).toBe(3);
    expect(manifest.version).toMatch(/^\d+(?:\.\d+){1,3}$/);
    expect(manifest.description.length).toBeLessThanOrEqual(132);
    expect(manifest.name.length).toBeLessThanOrEqual(45);
    for (const [size, icon] of Object.entries(manifest.icons)) {
      const png = files[icon] ?? new Uint8Array();
      const { byteOffset, buffer } = png;
      expect(new DataView(buffer, byteOffset).getUint32(16)).toBe(Number(size));
    }
    const named = [
      manifest.action.default_popup,
      manifest.options_ui.page,
      ...manifest.content_scripts.flatMap(({ js, css }) => [...js, ...css]),
      ...Object.values(manifest.background).flat(),
    ];
    expect(named.filter((name) => !(name in files))).toEqual([]);
  });
});

test("each browser's own words are in its own manifest, and both in the folder", () => {
  const [chrome, firefox, all] = (["chrome", "firefox", "all"] as const).map((store) => manifestFor(store, "1.0.0"));
  expect(chrome).not.toHaveProperty("browser_specific_settings");
  expect(chrome).not.toHaveProperty("sidebar_action");
  expect(chrome?.background).toEqual({ service_worker: "background.js" });
  expect(firefox).not.toHaveProperty("side_panel");
  expect(firefox?.background).toEqual({ scripts: ["background.js"] });
  expect(firefox?.browser_specific_settings?.gecko.data_collection_permissions).toEqual({ required: ["none"] });
  expect(all?.background).toEqual({ service_worker: "background.js", scripts: ["background.js"] });
});

test.each(["chrome", "firefox"] as const)(
  "the archive for %s is the same bytes when it is made again, wherever that is",
  (store) => {
    const { TZ } = process.env;
    onTestFinished(() => {
      if (TZ === undefined) delete process.env["TZ"];
      else process.env["TZ"] = TZ;
    });
    const built = readFileSync(new URL(`../dist/sfbulk-${store}.zip`, import.meta.url));
    for (const zone of ["Pacific/Auckland", "America/Anchorage"]) {
      process.env["TZ"] = zone;
      expect(Buffer.from(makeArchive(store)).equals(built)).toBe(true);
    }
  },
);
