import { denoAdapter } from "@sfbulk/deno";
import { inWords } from "./in-words.ts";

// Sends one request to each address, with or without a proxy, and prints what came of it.
const [proxy, ...urls] = Deno.args;
const outcomes: (number | string)[] = [];
try {
  using adapter = denoAdapter(proxy === undefined || proxy === "" ? {} : { proxy });
  for (const url of urls) {
    try {
      const { signal } = new AbortController();
      // One after the other: the second may depend on what was answered to the first.
      const response = await adapter(url, { method: "GET", headers: {}, redirect: "manual", signal });
      await response.body?.cancel();
      outcomes.push(response.status);
    } catch (error) {
      outcomes.push(inWords(error));
    }
  }
} catch (error) {
  outcomes.push(`denoAdapter: ${inWords(error)}`);
}
console.log(JSON.stringify(outcomes));
