import { denoAdapter, denoConnection } from "@sfbulk/deno";
import { inWords } from "./in-words.ts";

// What a runtime other than Deno sees: there is no such global. Deno itself needs it back for printing.
const { Deno: runtime } = globalThis;
const env = { SF_ACCESS_TOKEN: "00D!t", SF_ORG_INSTANCE_URL: "https://acme.my.salesforce.com" };
const outcomes: string[] = [];
Reflect.deleteProperty(globalThis, "Deno");
for (const call of [() => denoAdapter(), () => denoConnection(), () => denoConnection({ env })]) {
  try {
    call();
    outcomes.push("it worked");
  } catch (error) {
    outcomes.push(inWords(error));
  }
}
Reflect.set(globalThis, "Deno", runtime);
console.log(JSON.stringify(outcomes));
