/**
 * What to do about each error of the token endpoint. The texts are Salesforce's, as people have reported them; the REST
 * API guide names the codes only.
 *
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
 */
const advice: readonly [RegExp, string][] = [
  [/expired access\/refresh token/i, "the refresh token is dead: have the user sign in again"],
  [/expired authorization code/i, "the authorization code was used or is too old: start the sign-in again"],
  [/inactive user/i, "the user is inactive: activate it in Setup → Users"],
  [/request not supported on this domain/i, "use the org's My Domain as loginUrl, as in Setup → My Domain"],
  [/no client credentials user enabled/i, "choose a Run As user in the connected app's client credentials settings"],
  [
    /user hasn't approved this consumer/i,
    "pre-authorise the user: connected app → Manage → Permitted Users → Admin approved",
  ],
  [/authentication failure/i, "check the user name, the certificate and the audience (login or test.salesforce.com)"],
  [/client identifier invalid|invalid_client/i, "check clientId: it is the connected app's consumer key"],
  [/invalid client credentials|client_secret/i, "check clientSecret: it is the connected app's consumer secret"],
  [/grant type not supported|unsupported_grant_type/i, "enable this OAuth flow in the connected app"],
];

/** Says an error of the token endpoint, and what to do about it where that is known. */
export function adviceFor(error: string, description: string): string {
  const said = description === "" ? error : `${error}: ${description}`;
  const found = advice.find(([pattern]) => pattern.test(said));
  return `Salesforce answered ${said.slice(0, 300)}${found === undefined ? "" : `; ${found[1]}`}`;
}
