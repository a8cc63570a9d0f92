import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

/** A certificate and its key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes a certificate for a server on this computer, that nobody trusts who was not told to. It is good for a year.
 *
 * The libraries that do this bring 23 packages of 9 MB with them, of which one changes globals; what is needed of X.509 here is
 * below, and Node.js has the keys and the signature.
 *
 * @param names - Names and addresses of the server.
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function makeCertificate(names: readonly string[], now: number = Date.now()): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const name = sequence(set(sequence(oid("2.5.4.3"), tagged(0x0c, Buffer.from("sfbulk emulator")))));
  const day = 86_400_000;
  const validity = sequence(time(now - day), time(now + 365 * day));
  // The first bit is 0: a serial number is positive.
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40, 0);
  const toBeSigned = sequence(
    // Version 3, the one with extensions.
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, serial),
    ecdsaWithSha256,
    name,
    validity,
    name,
    spki,
    tagged(0xa3, sequence(...extensions(names, spki))),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const der = sequence(toBeSigned, ecdsaWithSha256, bits(signature));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** Every value of DER is a tag, a length, and what is in it. */
function tagged(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) size.unshift(rest & 0xff);
  const head = length < 0x80 ? [length] : [0x80 | size.length, ...size];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, Buffer.concat(parts));
const set = (...parts: readonly Uint8Array[]): Buffer => tagged(0x31, Buffer.concat(parts));
const octets = (content: Uint8Array): Buffer => tagged(0x04, content);
/** A string of bits, of which none at the end is unused. */
const bits = (content: Uint8Array): Buffer => tagged(0x03, Buffer.concat([Buffer.from([0]), content]));

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const number of rest) {
    const groups = [number & 0x7f];
    for (let left = number >>> 7; left > 0; left >>>= 7) groups.unshift(0x80 | (left & 0x7f));
    bytes.push(...groups);
  }
  return tagged(0x06, Buffer.from(bytes));
}

/** `260212120000Z`: until 2049, times have two digits of the year. */
const time = (milliseconds: number): Buffer =>
  tagged(0x17, Buffer.from(`${new Date(milliseconds).toISOString().slice(2, 19).replace(/[-T:]/g, "")}Z`));

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));

function extensions(names: readonly string[], spki: Uint8Array): Buffer[] {
  const critical = tagged(0x01, Buffer.from([0xff]));
  const general = names.map((name) =>
    isIP(name) === 0 ? tagged(0x82, Buffer.from(name)) : tagged(0x87, addressBytes(name)),
  );
  return [
    // No authority: browsers refuse one that is a server, too.
    sequence(oid("2.5.29.19"), critical, octets(sequence())),
    // It signs, and does nothing else: seven bits are unused.
    sequence(oid("2.5.29.15"), critical, octets(tagged(0x03, Buffer.from([7, 0x80])))),
    sequence(oid("2.5.29.37"), octets(sequence(oid("1.3.6.1.5.5.7.3.1")))),
    sequence(oid("2.5.29.14"), octets(octets(createHash("sha1").update(spki).digest()))),
    sequence(oid("2.5.29.17"), octets(sequence(...general))),
  ];
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  // A URL writes an address in full but for one row of zeros.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const [before, after] = [groupsOf(head), groupsOf(tail ?? "")];
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => "0");
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, "0")).join(""), "hex");
}

const groupsOf = (text: string): string[] => (text === "" ? [] : text.split(":"));
