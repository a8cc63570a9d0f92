// What waiting for a job takes, in one file that is loaded later: a page that closes jobs needs none of it.
export { waitUntilFinished } from "./wait-until-finished.ts";
export { watch } from "./watch.ts";
