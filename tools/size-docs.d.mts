/** Gives the text of a page with the size budgets as they are. */
export function withBudgets(text: string): string;

/** The budgets in kB, by bundle and what is weighed. */
export const budgets: Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Compares every page with the budgets, or has it say them, and gives those that said otherwise. */
export function checkPages(write: boolean): string[];
