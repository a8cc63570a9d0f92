// After `changeset version`: writes core's new version into the name that it tells Salesforce.
import { readFileSync, writeFileSync } from "node:fs";

const folder = new URL("../packages/core/", import.meta.url);
const { version } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
const file = new URL("src/client-name.ts", folder);
writeFileSync(file, readFileSync(file, "utf8").replace(/"sfbulk\/[^"]*"/, `"sfbulk/${version}"`));
