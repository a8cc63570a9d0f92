import { signal } from "@preact/signals";

/** What has failed in this page with nobody to tell of it. */
export const pageTrouble = signal<Error | undefined>(undefined);

/** Has that be said: a last resort, so that no press of a button is without an answer. */
export function watchPage(): void {
  addEventListener("unhandledrejection", ({ reason }: { readonly reason: unknown }) => {
    pageTrouble.value = reason instanceof Error ? reason : new Error(String(reason));
  });
  addEventListener("error", ({ error }: { readonly error: unknown }) => {
    // The browser's own remarks, on layout for example, come without an error.
    if (error instanceof Error) pageTrouble.value = error;
  });
}
