import { effect } from "@preact/signals";
import { isLoading } from "./current-load.ts";

const ask = (event: Event): void => event.preventDefault();

/** Has the browser ask before the tab is closed while a load goes on. */
export function guardTab(): void {
  effect(() => {
    if (isLoading.value) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask);
  });
}
