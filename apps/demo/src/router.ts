import { signal } from "@preact/signals";

/** Where in the console a person is. */
export interface Route {
  readonly view: "jobs" | "job" | "load" | "query" | "history" | "wire" | "faults" | "connect";
  /** The id behind it, of a job. */
  readonly id: string;
}

/** The places that have a name in the address. */
const views: ReadonlySet<string> = new Set(["jobs", "load", "query", "history", "wire", "faults", "connect"]);

function readRoute(hash: string): Route {
  const [view = "", id = ""] = hash.replace(/^#\/?/, "").split("/");
  if (view === "jobs" && id !== "") return { view: "job", id };
  return views.has(view) ? { view: view as Route["view"], id } : { view: "jobs", id: "" };
}

/** The current place. It is in the address, without anything about the org. */
export const route = signal<Route>(readRoute(location.hash));

const nameTab = ({ view, id }: Route): void =>
  void (document.title = `${view === "job" ? id : view.charAt(0).toUpperCase() + view.slice(1)} · sfbulk Console`);

nameTab(route.value);

addEventListener("hashchange", () => {
  route.value = readRoute(location.hash);
  nameTab(route.value);
  document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
  scrollTo(0, 0);
});

/** Goes to a place: `jobs/750…`. */
export const goTo = (path: string): void => void (location.hash = `#/${path}`);
