/**
 * Names that nobody else's DNS can give to this computer: those of the computer itself, and those that by the standard
 * have no address anywhere (RFC 6761), under which service workers answer.
 */
const ownNames = /^(?:localhost|[\w.-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\]|[\w.-]+\.invalid)$/;

/**
 * Tells whether the control and the status page, which need no session, answer under a name. A page of the internet whose
 * name leads here all of a sudden is of one origin with them (DNS rebinding): the name alone tells it.
 *
 * @param hostname - As in a `URL`: without a port, an IPv6 address in brackets.
 * @param others - Names beside the computer's own.
 */
export function isOwnHost(hostname: string, others: readonly string[]): boolean {
  const name = plainName(hostname);
  return ownNames.test(name) || others.some((other) => plainName(other) === name);
}

function plainName(hostname: string): string {
  const name = hostname.toLowerCase().replace(/\.$/, "");
  return name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
}
