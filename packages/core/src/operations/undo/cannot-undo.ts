import { argumentError } from "../../errors/argument-error.ts";

/** Makes the error for a load that cannot be taken back. */
export const cannotUndo = (why: string): TypeError => argumentError("NotUndoable", `Cannot take the load back: ${why}`);
