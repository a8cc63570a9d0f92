/** What is at stake in an org. */
export interface OrgType {
  readonly name: "Production" | "Sandbox" | "Developer org" | "Emulator" | "Type unknown";
  readonly tone: "bad" | "warn" | "info" | "quiet";
  /** How that is known. */
  readonly why: string;
}

/** The part of a My Domain before `.my` that orgs without customers' data have (documentation, "My Domain URL formats"). */
const partitions: Readonly<Record<string, OrgType["name"]>> = {
  sandbox: "Sandbox",
  scratch: "Developer org",
  develop: "Developer org",
  demo: "Developer org",
  patch: "Developer org",
  trailblaze: "Developer org",
};

/**
 * Tells by its address whether an org is a production org. Since enhanced domains are on everywhere, the address of any
 * other one says so; an address of another form is taken for nothing.
 */
export function readOrgType(instanceUrl: string): OrgType {
  const { hostname } = new URL(instanceUrl);
  if (hostname.endsWith(".emulator.invalid") || hostname === "127.0.0.1" || hostname === "localhost") {
    return { name: "Emulator", tone: "quiet", why: "It is on this computer" };
  }
  const labels = hostname.split(".");
  const my = labels.indexOf("my");
  const name = my === -1 ? "Type unknown" : ((my > 1 ? partitions[labels[my - 1] ?? ""] : undefined) ?? "Production");
  return {
    name,
    tone: name === "Production" ? "bad" : name === "Type unknown" ? "warn" : "info",
    why: my !== -1 ? "Its address says so" : "Its address does not say; take it for production",
  };
}
