/**
 * The operations that version 68.0 brought; that they may be for no object is documented. What becomes of their rows is
 * nowhere to be seen: here they are taken and kept nowhere.
 */
export const dataSetOperations: readonly string[] = ["refresh", "consentImport"];
