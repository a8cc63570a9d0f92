import { parseXml, type XmlElement } from "@rgrove/parse-xml";
import { Hono } from "hono";
import { defaultUserId, openSession } from "../../org/state/org.ts";
import { childrenOf, localName } from "../../wire/encoding/xml-element.ts";
import { soapFault, soapLoginResult, soapReply } from "../../wire/reply/write-soap.ts";
import type { RouteContext, RouteTypes } from "../context/route-context.ts";
import { supportedVersions } from "../context/supported-versions.ts";
import { defaultUser, isUser } from "../../options/org-user.ts";
import { instanceUrlOf } from "../context/own-address.ts";

/**
 * Makes the routes beneath `/services/Soap`: `login` and `logout` of the Partner API, by which older clients get the
 * session for the Bulk API, and nothing else of it.
 */
export function soapRoutes(): Hono<RouteTypes> {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.post("/:api{[uc]}/:version", postSoap);
  routes.post("/:api{[uc]}/:version/:orgId", postSoap);
  return routes;
}

/** A sign-in is small. */
const maxCharacters = 10_000;

/** From this version on there is no `login` any more (documented). */
const firstWithoutLogin = 65;

function postSoap(context: RouteContext): Response {
  const version = context.req.param("version") ?? "";
  const number = /^\d\d(?:\.0)?$/.test(version) ? Number(version) : Number.NaN;
  if (!(number >= supportedVersions.oldest && number <= supportedVersions.newest)) {
    return soapFault("UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL");
  }
  // What goes deeper than anybody would write is no request.
  const { text } = context.env.arrival;
  const [header, body] = text.length > maxCharacters ? [] : partsOf(text);
  const request = childrenOf(body)[0];
  if (request === undefined) return soapFault("UNKNOWN_EXCEPTION", "The request has no SOAP body");
  const operation = localName(request);
  if (operation === "logout") return logout(context, textIn(childNamed(header, "SessionHeader"), "sessionId"));
  if (operation !== "login") return noSuchOperation(operation);
  // That it is gone is documented, code and words are guesses.
  if (number >= firstWithoutLogin) {
    return soapFault("UNSUPPORTED_API_VERSION", "login() is not available in API version 65.0 and later");
  }
  return login(context, version, textIn(request, "username"), textIn(request, "password"));
}

function login(context: RouteContext, version: string, username: string | null, password: string | null): Response {
  const { org, options } = context.env;
  const user = options.user ?? defaultUser;
  if (!isUser(user, username, password)) {
    return soapFault("INVALID_LOGIN", "Invalid username, password, security token; or user locked out.");
  }
  const userId = user.userId ?? defaultUserId;
  const sessionId = openSession(org, userId);
  const base = instanceUrlOf(context);
  return soapReply(
    soapLoginResult({ base, version, sessionId, userId, organizationId: org.id, username: user.username }),
  );
}

function logout(context: RouteContext, token: string | null): Response {
  if (token !== null && context.env.org.sessions.delete(token)) return soapReply("<logoutResponse/>");
  // The code is recorded, the words after it are a guess.
  return soapFault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session");
}

/** A guess: the words are those of Salesforce for an operation that its WSDL has not. */
const noSuchOperation = (operation: string): Response =>
  soapFault("Client", `No operation available for request {urn:partner.soap.sforce.com}${operation}`, "soapenv");

function partsOf(text: string): [header: XmlElement | undefined, body: XmlElement | undefined] {
  try {
    const { root } = parseXml(text.trim());
    return [childNamed(root ?? undefined, "Header"), childNamed(root ?? undefined, "Body")];
  } catch {
    return [undefined, undefined];
  }
}

const childNamed = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  childrenOf(element).find((child) => localName(child) === name);

const textIn = (element: XmlElement | undefined, name: string): string | null =>
  childNamed(element, name)?.text ?? null;
