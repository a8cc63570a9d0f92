import type { EmulatorControl, JobSeed } from "@sfbulk/emulator";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const others = ["0058Z000000EmuUQAS", "0058Z000000EmuVQAS"] as const;

/** Rows of contacts; every `broken`-th one has no last name, or an address that is none. */
function contacts(count: number, broken = 0): string {
  const first = ["Ada", "Grace", "Katherine", "Radia", "Barbara", "Frances", "Hedy", "Jean"];
  const last = ["Okafor", "Lindqvist", "Moreau", "Tanaka", "Ferreira", "Novak", "Haddad", "Byrne"];
  const rows = Array.from({ length: count }, (_, index) => {
    const isOdd = Math.floor(index / Math.max(1, broken)) % 2 === 1;
    const isBroken = broken > 0 && index % broken === broken - 1;
    const name = isBroken && isOdd ? "" : `${last[(index * 5) % 8]}`;
    const email = isBroken && !isOdd ? "not an address" : `person${index + 1}@example.com`;
    return `${first[index % 8]},${name},${email}`;
  });
  return `FirstName,LastName,Email\n${rows.join("\n")}\n`;
}

const accounts = (count: number, from = 1): string =>
  `Name,Industry,BillingCity\n${Array.from({ length: count }, (_, index) => `Account ${from + index},Retail,Lyon`).join("\n")}\n`;

const leads = (count: number): string =>
  `LastName,Company,Email\n${Array.from({ length: count }, (_, index) => `Lead ${index + 1},${index % 9 === 8 ? "" : "Globex"},lead${index + 1}@example.com`).join("\n")}\n`;

/** What an org looks like in which people have been loading data for a while. */
const jobs: readonly JobSeed[] = [
  {
    object: "Contact",
    operation: "insert",
    ageMs: 4 * minute,
    batches: [contacts(400), contacts(400, 40), contacts(260)],
  },
  { object: "Account", operation: "upsert", externalIdFieldName: "Ext__c", ageMs: 11 * minute },
  { object: "Lead", operation: "insert", state: "Closed", ageMs: 38 * minute, batches: [leads(500), leads(320)] },
  { object: "Account", operation: "insert", state: "Closed", ageMs: 2 * hour, batches: [accounts(600)] },
  { object: "Contact", operation: "insert", ageMs: 3 * hour, createdById: others[0], batches: [contacts(150, 12)] },
  { object: "Custom__c", operation: "insert", state: "Aborted", ageMs: 5 * hour },
  { object: "Account", operation: "query", state: "Closed", ageMs: 6 * hour },
  { object: "Lead", operation: "delete", ageMs: 9 * hour },
  { object: "Contact", operation: "insert", state: "Closed", ageMs: 20 * hour, batches: [contacts(800, 16)] },
  { object: "Account", operation: "insert", ageMs: 27 * hour, batches: [accounts(240, 1000)] },
  { object: "Lead", operation: "insert", ageMs: 31 * hour },
  { object: "Contact", operation: "update", ageMs: 2 * day, createdById: others[1] },
  { object: "Account", operation: "insert", state: "Failed", ageMs: 2 * day },
  { object: "Contact", operation: "insert", ageMs: 3 * day, batches: [contacts(90, 9)] },
  { object: "Custom__c", operation: "insert", ageMs: 4 * day },
  {
    object: "Lead",
    operation: "insert",
    state: "Closed",
    ageMs: 4 * day,
    createdById: others[0],
    batches: [leads(180)],
  },
  { object: "Account", operation: "hardDelete", ageMs: 5 * day },
  { object: "Contact", operation: "insert", ageMs: 5 * day, createdById: others[0] },
  { object: "Account", operation: "insert", state: "Closed", ageMs: 6 * day, batches: [accounts(420, 3000)] },
  { object: "Lead", operation: "update", ageMs: 6 * day },
];

/** Puts jobs of all kinds into an org. */
export async function seedOrg(control: Pick<EmulatorControl, "addJob">): Promise<void> {
  for (const job of jobs) await control.addJob(job);
}
