import { argumentError } from "@sfbulk/core";
import type { HttpClientOptions } from "./deno-runtime.ts";

/** PEM, as a string or as bytes; one may hold several certificates. */
type Pem = string | Uint8Array;

/** Certificates and a key, as {@link DenoAdapterOptions} describes them. */
export interface TlsOptions {
  readonly ca?: Pem | readonly Pem[];
  readonly cert?: Pem;
  readonly key?: Pem;
}

/**
 * Reads the certificates and the key.
 *
 * @throws TypeError that names the option. Deno itself says nothing of a string without a certificate in it, and trusts
 * one fewer.
 */
export function tlsSettings({ ca, cert, key }: TlsOptions): Pick<HttpClientOptions, "caCerts" | "cert" | "key"> {
  if ((cert === undefined) !== (key === undefined)) {
    throw argumentError(
      "ConflictingOptions",
      `Cannot use ${cert === undefined ? "key without cert" : "cert without key"}: expected both or neither`,
    );
  }
  const list = Array.isArray(ca) ? (ca as readonly Pem[]) : [ca as Pem];
  return {
    ...(ca === undefined ? {} : { caCerts: list.map((one) => pem("ca", one, "CERTIFICATE")) }),
    ...(cert === undefined ? {} : { cert: pem("cert", cert, "CERTIFICATE"), key: plainKey(key) }),
  };
}

function plainKey(key: Pem | undefined): string {
  const text = pem("key", key, "PRIVATE KEY");
  if (!/-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(text)) return text;
  throw argumentError(
    "InvalidCertificate",
    "Cannot use key: it is encrypted, which Deno does not read; decrypt it with: openssl pkey -in key.pem",
  );
}

/** How what is called so begins. */
const pemLabels = {
  CERTIFICATE: /-----BEGIN [A-Z ]{0,40}CERTIFICATE-----/,
  "PRIVATE KEY": /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/,
} as const;

function pem(name: string, value: Pem | undefined, label: keyof typeof pemLabels): string {
  const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  if (typeof text === "string" && pemLabels[label].test(text)) return text;
  throw argumentError(
    "InvalidCertificate",
    `Cannot use ${name}: expected PEM ("-----BEGIN ${label}-----"), the content of the file and not its name`,
  );
}
