/** The public half of an RSA key, as a JSON Web Key. */
export interface PublicKey {
  readonly kty?: string;
  readonly n?: string;
  readonly e?: string;
}

/** A connected app or an external client app, as far as signing in asks about it. */
export interface OAuthClient {
  readonly clientId: string;
  /** What the page calls it on which users allow it. Default: its `clientId`. */
  readonly name?: string;
  /** Required for client credentials; checked for other grants only where the request brings one. */
  readonly clientSecret?: string;
  /** Refresh tokens that are good from the start. */
  readonly refreshTokens?: readonly string[];
  /**
   * Addresses to which codes are sent, letter by letter. Default: any of this computer (`http://localhost:1717/…`), and those
   * that browsers give to their extensions.
   */
  readonly redirectUris?: readonly string[];
  /** Whether a code is given only to who brings a `code_challenge`. Default: false, where new apps of Salesforce's do. */
  readonly requirePkce?: boolean;
  /** Whether nobody is asked to allow it: "Admin approved users are pre-authorized". Default: false. */
  readonly preauthorized?: boolean;
  /** Whether each renewal gives a new refresh token, and an old one that comes again ends them all. Default: false. */
  readonly rotateRefreshTokens?: boolean;
  /** Milliseconds without a renewal after which a refresh token is over. Default: it lasts. */
  readonly refreshTokenIdleTime?: number;
  /** Milliseconds from signing in after which a refresh token is over, renewed or not. Default: it lasts. */
  readonly refreshTokenLifetime?: number;
  /** What access tokens are: `jwt` ones are three parts in base64, and good for the REST APIs alone. Default: `opaque`. */
  readonly accessTokens?: "opaque" | "jwt";
  /** What keeps its users out: it is not installed in the org, or an administrator has blocked it. Default: nothing. */
  readonly problem?: "not-installed" | "blocked";
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

/** The app that the sf CLI signs in with where it is given no other; it has no secret. */
const sfCli: OAuthClient = { clientId: "PlatformCLI", name: "Salesforce CLI" };

/** Gives the apps of an org. */
export const clientsOf = ({ clients }: { readonly clients?: readonly OAuthClient[] }): readonly OAuthClient[] =>
  clients ?? [defaultClient, sfCli];
