import { isJobsPage } from "./jobs-page.ts";

/** A button at the edge of Salesforce's pages, which opens the panel on their org. It reads nothing of the page but its address. */
function addButton(): void {
  // The page on which one signs in has no org yet.
  if (document.querySelector('input[type="password"]') !== null) return;
  const place = document.createElement("sfbulk-button");
  const button = document.createElement("button");
  button.type = "button";
  button.title = "Bulk jobs of this org (sfbulk)";
  button.append(drawing(), text());
  button.addEventListener("click", (event) => {
    // A script of the page may press it too: only a person opens a panel.
    if (event.isTrusted) void chrome.runtime.sendMessage({ kind: "open-panel" });
  });
  place.append(button);
  const show = (): boolean => button.toggleAttribute("data-wide", isJobsPage(location.pathname));
  show();
  // Lightning changes the page without loading it anew, and the title with it.
  new MutationObserver(show).observe(document.head, { childList: true, characterData: true, subtree: true });
  document.body.append(place);
}

function text(): HTMLElement {
  const element = document.createElement("span");
  element.textContent = "Bulk jobs left open";
  return element;
}

function drawing(): SVGElement {
  const name = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(name, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(name, "path");
  path.setAttribute("d", "M5 7h14M5 12h8M5 17h5m3 0 3 3 5-6");
  svg.append(path);
  return svg;
}

addButton();
