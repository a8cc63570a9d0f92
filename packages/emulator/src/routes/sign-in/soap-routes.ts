import { parseXml, type XmlElement } from "@rgrove/parse-xml";
import { Hono } from "hono";
import { defaultUserId, openSession, type Org } from "../../org/state/org.ts";
import { recordsOf } from "../../org/state/record-store.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { childrenOf, localName } from "../../wire/encoding/xml-element.ts";
import { soapFault, soapLoginResult, soapReply } from "../../wire/reply/write-soap.ts";
import type { RouteContext, RouteTypes } from "../context/route-context.ts";
import { sessionProblem } from "../context/session-problem.ts";
import { useSession } from "../context/use-session.ts";
import { answerSoapCall, isSoapCall } from "../soap/soap-calls.ts";
import { supportedVersions } from "../context/supported-versions.ts";
import { defaultUser, isUser } from "../../options/org-user.ts";
import { instanceUrlOf } from "../context/own-address.ts";

/**
 * Makes the routes beneath `/services/Soap`: `login` and `logout` of the Partner API, by which older clients get the
 * session for the Bulk API, and what Data Loader calls beside them.
 */
export function soapRoutes(): Hono<RouteTypes> {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.post("/:api{[uc]}/:version", postSoap);
  routes.post("/:api{[uc]}/:version/:orgId", postSoap);
  return routes;
}

/** Reading more of XML would hold the others; a limit of the emulator's own. */
const maxCharacters = 20_000;

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
  if (operation !== "login") {
    if (!isSoapCall(operation)) {
      context.env.unhandled();
      return noSuchOperation(operation);
    }
    return answerCall(context, version, request, textIn(childNamed(header, "SessionHeader"), "sessionId"));
  }
  // That it is gone is documented, code and words are guesses.
  if (number >= firstWithoutLogin) {
    return soapFault("UNSUPPORTED_API_VERSION", "login() is not available in API version 65.0 and later");
  }
  return login(context, version, textIn(request, "username"), textIn(request, "password"));
}

function login(context: RouteContext, version: string, username: string | null, password: string | null): Response {
  const { org, options } = context.env;
  const user = options.user ?? defaultUser;
  // Quoted by several clients.
  if (options.soapLogin === false) {
    return soapFault(
      "INVALID_OPERATION",
      "SOAP API login() is disabled by default in this org. Contact the org administrator to enable SOAP API login().",
    );
  }
  if (!isUser(user, username, password)) {
    return soapFault("INVALID_LOGIN", "Invalid username, password, security token; or user locked out.");
  }
  const userId = user.userId ?? defaultUserId;
  const sessionId = openSession(org, { userId, from: "login" });
  const base = instanceUrlOf(context);
  return soapReply(
    soapLoginResult({
      base,
      version,
      sessionId,
      sandbox: options.sandbox ?? false,
      userId,
      organizationId: org.id,
      username: user.username,
    }),
  );
}

/** The faults of the WSDL by their codes; what is in none of them is unexpected. */
const faults: Readonly<Record<string, string>> = {
  INVALID_FIELD: "InvalidFieldFault",
  INVALID_QUERY_LOCATOR: "InvalidQueryLocatorFault",
  INVALID_TYPE: "InvalidSObjectFault",
  MALFORMED_QUERY: "MalformedQueryFault",
};

function answerCall(context: RouteContext, version: string, request: XmlElement, token: string | null): Response {
  const session = token === null ? undefined : useSession(context, token);
  if (session === undefined) return invalidSession("UnexpectedErrorFault");
  const problem = sessionProblem(session, context.env.options, "soap");
  if (problem !== undefined) return soapFault("INVALID_SESSION_ID", problem, "sf", "UnexpectedErrorFault");
  const { org } = context.env;
  const username = valueOfUser(org, session.userId);
  const user = { userId: session.userId, organizationId: org.id, username };
  try {
    const whole = version.includes(".") ? version : `${version}.0`;
    return soapReply(answerSoapCall({ context, session, version: whole, user, request }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { exceptionCode, message } = error;
    return soapFault(exceptionCode, message, "sf", faults[exceptionCode] ?? "UnexpectedErrorFault");
  }
}

const valueOfUser = (org: Org, id: string): string =>
  String(recordsOf(org.records, "User").byId.get(id.slice(0, 15))?.values.get("Username") ?? "");

/** The code is recorded, the words after it are a guess. */
const invalidSession = (fault?: string): Response =>
  soapFault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session", "sf", fault);

function logout(context: RouteContext, token: string | null): Response {
  if (token !== null && context.env.org.sessions.delete(token)) return soapReply("<logoutResponse/>");
  return invalidSession();
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
