/** Says that rows cannot be read, and why. It does not leave the package: who asked for the rows makes an error of it. */
export class Unreadable extends Error {
  override readonly name = "Unreadable" as const;
}
