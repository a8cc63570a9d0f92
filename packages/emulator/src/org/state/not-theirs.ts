import { Refusal } from "./refusal.ts";

/** Refuses what is another user's. The code's meaning is documented (or no permission), its message is a guess. */
export const notTheirs = (verb: string): Refusal =>
  new Refusal("InvalidUser", `User does not have permission to ${verb} a Job created by another user`);
