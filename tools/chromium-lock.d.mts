/** Waits until no other process drives a browser, and gives the function that lets the next one go on. */
export function lockChromium(): Promise<() => void>;
