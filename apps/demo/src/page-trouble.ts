import { signal } from "@preact/signals";

/** What has failed in this page with nobody to tell of it. */
export const pageTrouble = signal<Error | undefined>(undefined);

const say = (thrown: unknown): void => {
  pageTrouble.value = thrown instanceof Error ? thrown : new Error(String(thrown));
};

/** Has that be said: a last resort, so that no press of a button is without an answer. */
export function watchPage(): void {
  addEventListener("unhandledrejection", ({ reason }: { readonly reason: unknown }) => say(reason));
  addEventListener("error", ({ error }: { readonly error: unknown }) => {
    // The browser's own remarks, on layout for example, come without anything that was thrown.
    if (error !== null && error !== undefined) say(error);
  });
}
