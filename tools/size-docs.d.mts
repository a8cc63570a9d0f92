/** Gives the text of a page with the size budgets as they are. */
export function withBudgets(text: string): string;

/** The budgets in kB, by bundle and what is weighed. */
export const budgets: Readonly<Record<string, Readonly<Record<string, number>>>>;
