import type { TestOrg } from "./start-orgs.ts";

/** How many rows the load of the walks has. */
export const manyRows = 50_000;

/** How many of them are refused, as an account with their external id is there already. */
export const badRows = 50;

const isBad = (index: number): boolean => index % 1000 === 999;

/** The file that is loaded. */
export const accounts = (): string =>
  `Name,Ext__c\n${Array.from({ length: manyRows }, (_, index) => `Account ${index},ext-${index}`).join("\n")}\n`;

/** Puts accounts into the org that are in the way of some rows. */
export async function accountsBefore(org: TestOrg): Promise<void> {
  for (let index = 0; index < manyRows; index++) {
    if (isBad(index)) await ask(org, "POST", "", { Name: "In the way", Ext__c: `ext-${index}` });
  }
}

/** Deletes those. */
export async function deleteAccounts(org: TestOrg): Promise<void> {
  for (const { Id, Name } of await org.emulator.control.records("Account")) {
    if (Name === "In the way") await ask(org, "DELETE", `/${String(Id)}`);
  }
}

async function ask({ emulator }: TestOrg, method: string, path: string, body?: object): Promise<void> {
  const response = await emulator.fetch(`${emulator.instanceUrl}/services/data/v62.0/sobjects/Account${path}`, {
    method,
    headers: { authorization: `Bearer ${emulator.accessToken}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} of an account: ${response.status} ${await response.text()}`);
}
