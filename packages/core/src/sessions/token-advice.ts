import { signInTexts, type SignInTrouble } from "../replies/sign-in-texts.ts";

/** What to do about each trouble of signing in. */
const advice: Readonly<Record<SignInTrouble, string>> = {
  deadRefreshToken: "the refresh token is dead: have the user sign in again",
  usedCode: "the authorization code was used or is too old: start the sign-in again",
  inactiveUser: "the user is inactive: activate it in Setup → Users",
  wrongDomain: "use the org's My Domain as loginUrl, as in Setup → My Domain",
  noRunAsUser: "choose a Run As user in the connected app's client credentials settings",
  userNotApproved: "pre-authorise the user: connected app → Manage → Permitted Users → Admin approved",
  wrongAssertion: "check the user name, the certificate and the audience (login or test.salesforce.com)",
  wrongClientId: "check clientId: it is the connected app's consumer key",
  wrongClientSecret: "check clientSecret: it is the connected app's consumer secret",
  flowDisabled: "enable this OAuth flow in the connected app",
};

/** Says an error of the token endpoint, and what to do about it where that is known. */
export function adviceFor(error: string, description: string): string {
  const said = description === "" ? error : `${error}: ${description}`;
  const found = signInTexts.find(([, pattern]) => pattern.test(said));
  return `Salesforce answered ${said.slice(0, 300)}${found === undefined ? "" : `; ${advice[found[0]]}`}`;
}
