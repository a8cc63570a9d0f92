/** What the endpoints that sign in may say no for. */
export type SignInTrouble =
  | "deadRefreshToken"
  | "usedCode"
  | "wrongVerifier"
  | "noChallenge"
  | "inactiveUser"
  | "refusedAddress"
  | "loginHours"
  | "blockedApp"
  | "appNotInstalled"
  | "userNotApproved"
  | "userRefused"
  | "wrongRedirect"
  | "wrongDomain"
  | "noRunAsUser"
  | "wrongAssertion"
  | "wrongClientId"
  | "wrongClientSecret"
  | "flowDisabled"
  | "wantsDpop";

/** Where a text is known from: Salesforce's page, somebody's answer from a live org, or nowhere. */
export type Evidence = "documented" | "recorded" | "guess";

/** How one trouble is said. */
export interface SignInText {
  readonly trouble: SignInTrouble;
  /** Linear: it sees foreign text. It is matched against `error: error_description`. */
  readonly text: RegExp;
  readonly evidence: Evidence;
}

const row = (trouble: SignInTrouble, evidence: Evidence, text: RegExp): SignInText => ({ trouble, text, evidence });

/**
 * How those endpoints say so. The first row that fits decides.
 *
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
 */
export const signInTexts: readonly SignInText[] = [
  // Source: Salesforce's page; the same is said where rotation finds a token used twice: singer-io/tap-salesforce#223
  row("deadRefreshToken", "documented", /expired access\/refresh token/i),
  // Source: the refresh token policies of Salesforce's help; the words are a guess
  row("deadRefreshToken", "guess", /token validity expired|invalid refresh token/i),
  // Source: omniphx/forrest#169
  row("usedCode", "recorded", /expired authorization code|invalid authorization code/i),
  // Source: anthropics/claude-code#85705, n8n-io/n8n#32421
  row("wrongVerifier", "recorded", /invalid code verifier/i),
  // Source: pgonzaleznetwork/HappySoup.io#252, activepieces/activepieces#15615
  row("noChallenge", "recorded", /missing required code challenge/i),
  // Source: restforce/restforce#303
  row("inactiveUser", "recorded", /inactive[ _]user/i),
  // Source: sfdx-actions/setup-sfdx#17
  row("refusedAddress", "recorded", /ip restricted/i),
  // Source: LOGIN_DURING_RESTRICTED_TIME of the SOAP API; here the words are a guess
  row("loginHours", "guess", /login hours|restricted time/i),
  // Source: n8n-io/n8n#21589 for the code
  row("blockedApp", "recorded", /OAUTH_APP_BLOCKED|app is blocked/i),
  // Source: forcedotcom/cli#3482; PipedreamHQ/pipedream#21557 for the code; "Cross-org" from unified.to's guide
  row(
    "appNotInstalled",
    "recorded",
    /client app is not installed in this org|OAUTH_EC_APP_NOT_FOUND|app must be installed|cross-org oauth flows are not supported/i,
  ),
  // Source: forcedotcom/cli#3260; OAUTH_APP_ACCESS_DENIED: abisek/salesforce-elf-browser#9
  row("userNotApproved", "recorded", /not admin approved|hasn't approved this consumer|OAUTH_APP_ACCESS_DENIED/i),
  // Source: Salesforce's page
  row("userRefused", "documented", /access[_-]denied|end-user denied authorization/i),
  // Source: RFC 6749 and Salesforce's page for the code
  row("wrongRedirect", "documented", /redirect_uri/i),
  // Source: Salesforce's help 000886201
  row("wrongDomain", "documented", /request not supported on this domain/i),
  // Source: people's guides
  row("noRunAsUser", "recorded", /no client credentials user enabled/i),
  // Source: Salesforce's page for the audience; forcedotcom/cli#3482 for its other form
  row("wrongAssertion", "documented", /audience validation failed|audience is invalid|invalid assertion/i),
  // Source: omniphx/forrest#274
  row("wrongAssertion", "recorded", /authentication failure/i),
  // Source: nango.dev's page of these errors
  row("wrongClientSecret", "recorded", /invalid client credentials|client_secret|invalid client secret/i),
  // Source: Salesforce's page for the code
  row("wrongClientId", "documented", /client identifier invalid|invalid_client/i),
  // Source: RFC 6749 for the code
  row("flowDisabled", "documented", /grant type not supported|unsupported_grant_type|flow is disabled/i),
  // Source: RFC 9449; that Salesforce says the same is a guess
  row("wantsDpop", "guess", /dpop/i),
];
