/** The user of an org who signs in with a name and a password. */
export interface OrgUser {
  readonly username: string;
  readonly password: string;
  /** What Salesforce wants behind the password from strange networks. It is taken there, and not missed. Default: none. */
  readonly securityToken?: string;
  /** The user's id, prefix `005`. Default: the emulator's first user. */
  readonly userId?: string;
}

/** The user of an emulator that was given no other. The secrets are public and open nothing else. */
export const defaultUser: OrgUser & Required<Pick<OrgUser, "securityToken">> = {
  username: "user@emulator.example",
  password: "emulator-password",
  securityToken: "emulator-security-token",
};

/** Tells whether somebody who gives this name and this password is the user. Salesforce does not mind the case of names. */
export const isUser = (user: OrgUser, username: string | null, password: string | null): boolean =>
  username?.toLowerCase() === user.username.toLowerCase() &&
  (password === user.password || password === user.password + (user.securityToken ?? ""));
