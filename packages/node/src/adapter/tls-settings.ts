import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import tls from "node:tls";
import { argumentError } from "@sfbulk/core";

/** PEM, as a string or as bytes; one may hold several certificates. */
type Pem = string | Uint8Array;

/** Certificates and keys, as {@link NodeAdapterOptions} describes them. */
export interface TlsOptions {
  readonly ca?: Pem | readonly Pem[];
  readonly cert?: Pem;
  readonly key?: Pem;
  readonly passphrase?: string;
}

/** What is trusted and shown on a TLS connection. Without a context, Node's own defaults hold. */
export interface TlsSettings {
  /** For the org. */
  readonly org: { readonly secureContext?: tls.SecureContext };
  /** For a proxy that is reached by TLS itself: it is not shown the certificate that is for the org. */
  readonly proxy: { readonly secureContext?: tls.SecureContext };
}

/**
 * Reads the certificates and the key once, so that a mistake shows at once and no connection has to read them again.
 *
 * @throws TypeError that names the option.
 */
export function tlsSettings({ ca, cert, key, passphrase }: TlsOptions): TlsSettings {
  if ((cert === undefined) !== (key === undefined)) {
    throw argumentError(
      "ConflictingOptions",
      `Cannot use ${cert === undefined ? "key without cert" : "cert without key"}: expected both or neither`,
    );
  }
  if (passphrase !== undefined && (key === undefined || typeof passphrase !== "string")) {
    throw argumentError("ConflictingOptions", "Cannot use passphrase: expected a string, together with key and cert");
  }
  const trusted = ca === undefined ? {} : { ca: [...knownCertificates(), ...extraCertificates(ca)] };
  const proxy = ca === undefined ? {} : { secureContext: secureContext("ca", trusted) };
  if (cert === undefined || key === undefined) return { org: proxy, proxy };
  const shown = {
    cert: pem("cert", cert, "CERTIFICATE"),
    key: pem("key", key, "PRIVATE KEY"),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
  return { org: { secureContext: secureContext("cert, key and passphrase", { ...trusted, ...shown }) }, proxy };
}

/** The option `ca` of `node:tls` replaces what Node.js trusts; ours adds to it, `NODE_EXTRA_CA_CERTS` included. */
function knownCertificates(): readonly string[] {
  // Node.js 22.15 and later; Node.js 20 does not tell what NODE_EXTRA_CA_CERTS added.
  const { getCACertificates } = tls as { getCACertificates?: (type: "default") => string[] };
  if (getCACertificates !== undefined) return getCACertificates("default");
  const file = process.env["NODE_EXTRA_CA_CERTS"];
  return file === undefined || file === ""
    ? tls.rootCertificates
    : [...tls.rootCertificates, readFileSync(file, "utf8")];
}

/** `createSecureContext` says nothing of a certificate that it cannot read, and trusts one fewer. */
function extraCertificates(ca: Pem | readonly Pem[]): readonly string[] {
  const texts = (Array.isArray(ca) ? (ca as readonly Pem[]) : [ca as Pem]).map((one) => pem("ca", one, "CERTIFICATE"));
  for (const certificate of texts.join("\n").split(/(?=-----BEGIN )/)) {
    const end = certificate.startsWith("-----BEGIN ") ? /-----END [A-Z ]{1,40}-----/.exec(certificate) : null;
    if (end !== null) named("ca", () => new X509Certificate(certificate.slice(0, end.index + end[0].length)));
  }
  return texts;
}

/** How what is called so begins. */
const pemLabels = {
  CERTIFICATE: /-----BEGIN [A-Z ]{0,40}CERTIFICATE-----/,
  "PRIVATE KEY": /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/,
} as const;

function pem(name: string, value: Pem, label: keyof typeof pemLabels): string {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value;
  if (typeof text === "string" && pemLabels[label].test(text)) return text;
  throw argumentError(
    "InvalidCertificate",
    `Cannot use ${name}: expected PEM ("-----BEGIN ${label}-----"), the content of the file and not its name`,
  );
}

const secureContext = (names: string, options: tls.SecureContextOptions): tls.SecureContext =>
  named(names, () => tls.createSecureContext(options));

function named<T>(names: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // OpenSSL's words are about form, never about content.
    throw argumentError("InvalidCertificate", `Cannot use ${names}: ${(error as Error).message}`, error);
  }
}
