/** Says that a body was cut or changed on its way. The message says what shows it. */
export class Damaged extends Error {
  override readonly name = "Damaged" as const;
}
