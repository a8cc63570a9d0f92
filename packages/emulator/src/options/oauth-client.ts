/** The public half of an RSA key, as a JSON Web Key. */
export interface PublicKey {
  readonly kty?: string;
  readonly n?: string;
  readonly e?: string;
}

/** A connected app, as far as the token endpoint asks about it. */
export interface OAuthClient {
  readonly clientId: string;
  /** Required for client credentials; checked for other grants only where the request brings one. */
  readonly clientSecret?: string;
  /** Refresh tokens that are good. */
  readonly refreshTokens?: readonly string[];
  /** The user whom tokens of this app belong to, prefix `005`. Default: the emulator's first user. */
  readonly userId?: string;
  /** The user whom JWT assertions must name in `sub`. Default: any. */
  readonly username?: string;
  /** The key that JWT assertions are signed with (RS256). Without it, signatures are not checked. */
  readonly publicKey?: PublicKey;
}

/** The connected app of an emulator that was given no other. Its secrets are public and open nothing else. */
export const defaultClient: OAuthClient & Required<Pick<OAuthClient, "clientSecret" | "refreshTokens" | "username">> = {
  clientId: "emulator-client-id",
  clientSecret: "emulator-client-secret",
  refreshTokens: ["emulator-refresh-token"],
  username: "user@emulator.example",
};
