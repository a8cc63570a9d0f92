import type { ErrorCode } from "../errors/error-code.ts";
import { signInTexts, type SignInTrouble } from "../replies/sign-in-texts.ts";

/** The code of each trouble of signing in, and which setting of whom to change. */
const advice: Readonly<Record<SignInTrouble, readonly [ErrorCode, string]>> = {
  deadRefreshToken: [
    "RefreshTokenDead",
    "the refresh token is dead: have the user sign in again. It was revoked, has expired (the app's Refresh Token Policy), is older than the user's last five sign-ins with the app, or was used twice where the app rotates refresh tokens: keep each new one (store, onRefreshToken)",
  ],
  usedCode: ["CodeRefused", "the authorization code was used or is too old: start the sign-in again"],
  wrongVerifier: [
    "CodeRefused",
    "the code was asked for by another sign-in than this one: start the sign-in again, and finish it where it began",
  ],
  noChallenge: [
    "PkceRequired",
    "the app requires PKCE (its setting Require Proof Key for Code Exchange): sign in with authorize, which does that",
  ],
  inactiveUser: ["UserInactive", "the user is inactive: have an administrator activate it in Setup → Users"],
  refusedAddress: [
    "AddressRefused",
    "have an administrator allow this computer's IP address: Login IP Ranges of the user's profile, Setup → Network Access, or IP Relaxation in the app's policies",
  ],
  loginHours: [
    "LoginHours",
    "the user may not sign in at this hour: have an administrator see the profile's Login Hours",
  ],
  blockedApp: [
    "AppBlocked",
    "have an administrator unblock the app, or install it, in Setup → Connected Apps OAuth Usage: apps that are not installed in the org are blocked since September 2025",
  ],
  appNotInstalled: [
    "AppNotInstalled",
    "have an administrator install the External Client App in this org, and sign in at the org's My Domain: an app of another org or sandbox is not known here",
  ],
  userNotApproved: [
    "UserNotApproved",
    "have an administrator approve the user: the app's policies, Permitted Users, with the user's profile or a permission set of the user's among those selected",
  ],
  userRefused: ["UserRefused", "the user pressed Deny, or may not use the app: ask again when the user wants it"],
  wrongRedirect: [
    "RedirectRefused",
    "add this redirectUri, letter by letter, to the app's Callback URLs; a new one takes some minutes to be known",
  ],
  wrongDomain: ["WrongLoginHost", "use the org's My Domain as loginUrl, as in Setup → My Domain"],
  noRunAsUser: ["NoRunAsUser", "choose a Run As user in the app's policies: Client Credentials Flow"],
  wrongAssertion: [
    "AssertionRefused",
    "check the user name, the certificate of the app, and the audience (login.salesforce.com, test.salesforce.com for a sandbox)",
  ],
  wrongClientId: [
    "ClientRefused",
    "check clientId, which is the app's consumer key; a new app takes some minutes to be known",
  ],
  wrongClientSecret: ["ClientRefused", "check clientSecret, which is the app's consumer secret"],
  flowDisabled: ["FlowDisabled", "have this OAuth flow enabled in the app's settings"],
  wantsDpop: [
    "DpopToken",
    "the app requires proofs of a key (DPoP), which the Bulk API does not document: have its administrator turn off Require DPoP",
  ],
};

/** What to say of a refusal. */
export interface Advice {
  readonly code: ErrorCode;
  readonly words: string;
  /** What Salesforce has said. */
  readonly answered: string;
}

/** Says an error of an endpoint that signs in, and what to do about it where that is known. */
export function adviceFor(error: string, description: string): Advice {
  const said = description === "" ? error : `${error}: ${description}`;
  const shown = said.slice(0, 300);
  const found = signInTexts.find(({ text }) => text.test(said.slice(0, maxText)));
  const answered = `Salesforce answered ${shown}`;
  if (found === undefined) return { code: "SignInRefused", words: answered, answered };
  const [code, words] = advice[found.trouble];
  return { code, words: `${answered}; ${words}`, answered };
}

/** How much of a text decides. Salesforce's have fewer than 200 characters. */
const maxText = 2000;

/** Says why a refresh token is dead without anybody's fault. */
export const lostAnswer = (since: string): string =>
  `the refresh token is dead, and the one in its place is lost: it was asked for at ${since}, and a process died, or the network broke, before the answer was kept. That cannot be mended: only a new sign-in helps`;
