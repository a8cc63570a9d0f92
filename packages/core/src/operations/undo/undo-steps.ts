// What taking a load back takes, in one file that is loaded later: a page that closes jobs needs none of it.
export { checkConnection } from "../../connection/check-connection.ts";
export { runPlan, runUndo } from "./run-undo.ts";
export { checkPlan, checkUndo } from "./undo-options.ts";
