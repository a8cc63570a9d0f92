/**
 * Tells why a JWT-formatted access token is known to be no use: it is bound to a key (DPoP), or it is for Bulk API 1.0.
 * Salesforce's help names the REST APIs alone for such tokens, and those have Bulk API 2.0.
 *
 * What a gateway in front of the org takes is its own business.
 *
 * @param service - The service that the request is for; `undefined` for Bulk API 1.0.
 * @returns the code and the words of the error; `undefined` where it may be sent.
 */
export function refuseJwt(
  origin: string,
  service: string | undefined,
  token: string,
): readonly ["DpopToken" | "JwtToken", string] | undefined {
  // Plain http is for loopback only.
  if (!/^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(token) || !/^http:|[.-]salesforce\.|\.sfcrm/.test(origin)) return undefined;
  // `"cnf"`, the claim that names the key (RFC 9449), in each of the three ways in which it may stand in Base64.
  if (/ImNuZi|JjbmYi|Y25mIj/.test(token)) return ["DpopToken", "it is bound to a key (DPoP)"];
  return service === undefined
    ? ["JwtToken", "a JWT is for Bulk API 2.0 only; have the app issue opaque tokens"]
    : undefined;
}
