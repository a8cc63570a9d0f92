import { signal } from "@preact/signals";

/** How the page looks: as the system says, or as the person chose. */
type Theme = "system" | "light" | "dark";

const key = "sfbulk-theme";

function stored(): Theme {
  const value = localStorage.getItem(key);
  return value === "light" || value === "dark" ? value : "system";
}

/** The person's choice. */
const theme = signal<Theme>(stored());

/** Counts the changes of the look, for what is painted and not styled. */
export const lookChanges = signal(0);

/** Puts the choice onto the page. */
export function applyTheme(): void {
  if (theme.value === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme.value;
  lookChanges.value++;
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => lookChanges.value++);

/** Goes to the next choice, and remembers it. */
export function switchTheme(): void {
  const isDark =
    theme.value === "dark" || (theme.value === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  theme.value = isDark ? "light" : "dark";
  localStorage.setItem(key, theme.value);
  applyTheme();
}
