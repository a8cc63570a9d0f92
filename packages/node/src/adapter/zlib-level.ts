/**
 * Of rows as people load them, 6 makes 36 MB a second into 0.23 of that, 4 makes 84 into 0.26, and 1 makes 130 into 0.29: over
 * a line of 1, 10 or 100 MB a second, 4 is never far behind the best (`pnpm bench --only compression`).
 */
export const zlibLevel = 4;
