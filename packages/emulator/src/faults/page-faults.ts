import { plainReply } from "../wire/reply/plain-reply.ts";
import type { Page } from "./fault.ts";
import { applyIf, type FaultHandler } from "./scene.ts";

const html = (title: string, text: string): string =>
  `<!DOCTYPE html>\n<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body>\n</html>\n`;

/** The sentence of the first page is Salesforce's (seen in several trackers), the rest of the pages is made up. */
const pages: Readonly<Record<Exclude<Page, "empty">, string>> = {
  maintenance: html(
    "Down for maintenance",
    "We are down for maintenance. Sorry for the inconvenience. We'll be back shortly.",
  ),
  cdn: html("Service Unavailable", "The server is temporarily unable to service your request. Reference #11.1a2b3c4d"),
  gone: html("Organization not found", "Your organization has expired, or it cannot be reached at the moment."),
};

/** Answers in place of Salesforce, with a page or with nothing. */
export const statusPage: FaultHandler<"status"> = async (fault, scene) => {
  await applyIf(scene, fault.applied, false);
  const page = fault.page ?? (fault.status === 420 ? "gone" : "maintenance");
  const type = page === "empty" ? "" : "text/html; charset=UTF-8";
  const reply = plainReply(fault.status, type, page === "empty" ? "" : pages[page]);
  if (page === "cdn") reply.headers.set("server", "AkamaiNetStorage");
  if (fault.retryAfter !== undefined) reply.headers.set("retry-after", String(fault.retryAfter));
  return scene.send(reply);
};

/** Answers with the login page, as where the address is not the API's. */
export const loginPage: FaultHandler<"html-ok"> = async (fault, scene) => {
  await applyIf(scene, fault.applied, false);
  const page = html("Login | Salesforce", "To access this page, you have to log in to Salesforce.");
  return scene.send(plainReply(200, "text/html; charset=UTF-8", page));
};

/** Leads to another host. */
export const redirected: FaultHandler<"redirect"> = (fault, scene) => {
  const reply = plainReply(fault.status ?? 302, "", "");
  const { pathname } = scene.arrival.url;
  reply.headers.set("location", fault.location ?? `https://elsewhere.my.salesforce.example${pathname}`);
  return scene.send(reply);
};
