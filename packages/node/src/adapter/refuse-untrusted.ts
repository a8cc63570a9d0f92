/** What Node.js and OpenSSL say of a server's certificate, and what may be done about it. */
const untrusted: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "SELF_SIGNED_CERT_IN_CHAIN",
      "UNABLE_TO_GET_ISSUER_CERT",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    ].map((code) => [
      code,
      "whoever signed the server's certificate is not trusted; where a proxy on the way signs anew, name its root certificate in NODE_EXTRA_CA_CERTS (in code: ca of nodeAdapter)",
    ]),
  ),
  CERT_HAS_EXPIRED: "the server's certificate is no longer valid, or this computer's clock is wrong",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet, or this computer's clock is wrong",
  CERT_REVOKED: "the server's certificate was revoked",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host",
};

/**
 * Says of a connection that was not made, since the server's certificate is not trusted, what to do, and that trying again
 * is no use: nothing of a request is sent before that. Every other error is given as it is.
 *
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
export function refuseUntrusted(error: Error): Error {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const advice = Object.hasOwn(untrusted, code) ? untrusted[code] : undefined;
  if (advice === undefined) return error;
  return Object.assign(new Error(`${error.message}: ${advice}`), { code, retry: false });
}
