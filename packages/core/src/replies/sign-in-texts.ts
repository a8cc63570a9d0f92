/** What the endpoint that gives tokens may say no for. */
export type SignInTrouble =
  | "deadRefreshToken"
  | "usedCode"
  | "inactiveUser"
  | "wrongDomain"
  | "noRunAsUser"
  | "userNotApproved"
  | "wrongAssertion"
  | "wrongClientId"
  | "wrongClientSecret"
  | "flowDisabled";

/**
 * How that endpoint says so, as people have reported it; the REST API guide names the codes only.
 *
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
 */
export const signInTexts: readonly (readonly [SignInTrouble, RegExp])[] = [
  ["deadRefreshToken", /expired access\/refresh token/i],
  ["usedCode", /expired authorization code/i],
  ["inactiveUser", /inactive user/i],
  ["wrongDomain", /request not supported on this domain/i],
  ["noRunAsUser", /no client credentials user enabled/i],
  ["userNotApproved", /user hasn't approved this consumer/i],
  ["wrongAssertion", /authentication failure/i],
  ["wrongClientId", /client identifier invalid|invalid_client/i],
  ["wrongClientSecret", /invalid client credentials|client_secret/i],
  ["flowDisabled", /grant type not supported|unsupported_grant_type/i],
];
