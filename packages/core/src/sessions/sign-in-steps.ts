// What signing in takes, in one file that is loaded later: most pages have a token.
export { renewGrant } from "./renew-grant.ts";
export { longestRequest, requestGrant } from "./request-grant.ts";
export { signAssertion } from "./sign-assertion.ts";
