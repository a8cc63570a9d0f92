import { escapeXml, xmlDeclaration } from "../encoding/xml-text.ts";

/** What a successful `login` has to say. */
interface SoapLogin extends SoapUser {
  /** The org's address. */
  readonly base: string;
  /** The API version, as it stood in the URL. */
  readonly version: string;
  readonly sessionId: string;
  readonly sandbox: boolean;
}

/** Whose session it is. */
export interface SoapUser {
  readonly userId: string;
  readonly organizationId: string;
  readonly username: string;
}

const envelope = (namespaces: string, body: string): string =>
  `${xmlDeclaration}<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ${namespaces} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

const answer = (status: number, text: string): Response =>
  new Response(text, { status, headers: { "content-type": "text/xml;charset=UTF-8", "cache-control": "no-cache" } });

/** Answers a SOAP request, in the recorded envelope. */
export const soapReply = (body: string): Response =>
  answer(200, envelope('xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:sobject.partner.soap.sforce.com"', body));

/** Refuses a SOAP request with status 500, in the recorded form. `prefix` is the namespace of the code. */
export function soapFault(
  code: string,
  message: string,
  prefix: "sf" | "soapenv" = "sf",
  fault = "LoginFault",
): Response {
  const text = escapeXml(message);
  const detail =
    prefix === "sf"
      ? `<detail><sf:${fault} xsi:type="sf:${fault}"><sf:exceptionCode>${code}</sf:exceptionCode><sf:exceptionMessage>${text}</sf:exceptionMessage></sf:${fault}></detail>`
      : "";
  const string = prefix === "sf" ? `${code}: ${text}` : text;
  return answer(
    500,
    envelope(
      'xmlns:sf="urn:fault.partner.soap.sforce.com"',
      `<soapenv:Fault><faultcode>${prefix}:${code}</faultcode><faultstring>${string}</faultstring>${detail}</soapenv:Fault>`,
    ),
  );
}

/** Writes what `login` answers: names and order of the elements are recorded, most of the values are made up. */
export function soapLoginResult({
  base,
  version,
  sessionId,
  sandbox,
  userId,
  organizationId,
  username,
}: SoapLogin): string {
  const org = organizationId.slice(0, 15);
  return (
    `<loginResponse><result><metadataServerUrl>${base}/services/Soap/m/${version}/${org}</metadataServerUrl>` +
    `<passwordExpired>false</passwordExpired><sandbox>${sandbox}</sandbox>` +
    `<serverUrl>${base}/services/Soap/u/${version}/${org}</serverUrl><sessionId>${sessionId}</sessionId>` +
    `<userId>${userId}</userId><userInfo>${soapUserInfo({ userId, organizationId, username })}</userInfo></result></loginResponse>`
  );
}

/** Writes who a user is, for `login` and `getUserInfo`. */
export function soapUserInfo({ userId, organizationId, username }: SoapUser): string {
  const email = escapeXml(username);
  return (
    `<accessibilityMode>false</accessibilityMode>` +
    `<chatterExternal>false</chatterExternal><currencySymbol>$</currencySymbol>` +
    `<orgAttachmentFileSizeLimit>5242880</orgAttachmentFileSizeLimit><orgDefaultCurrencyIsoCode>USD</orgDefaultCurrencyIsoCode>` +
    `<orgDefaultCurrencyLocale>en_US</orgDefaultCurrencyLocale><orgDisallowHtmlAttachments>false</orgDisallowHtmlAttachments>` +
    `<orgHasPersonAccounts>false</orgHasPersonAccounts><organizationId>${organizationId}</organizationId>` +
    `<organizationMultiCurrency>false</organizationMultiCurrency><organizationName>Emulator</organizationName>` +
    `<profileId>00e8Z000000EmuPQAS</profileId><roleId xsi:nil="true"/><sessionSecondsValid>7200</sessionSecondsValid>` +
    `<userDefaultCurrencyIsoCode xsi:nil="true"/><userEmail>${email}</userEmail><userFullName>Emulator User</userFullName>` +
    `<userId>${userId}</userId><userLanguage>en_US</userLanguage><userLocale>en_US</userLocale><userName>${email}</userName>` +
    `<userTimeZone>GMT</userTimeZone><userType>Standard</userType><userUiSkin>Theme3</userUiSkin>`
  );
}
