/** A key of WebCrypto. Its name is a global of pages only; where there is WebCrypto, there is `crypto`. */
export type WebCryptoKey = Parameters<typeof crypto.subtle.sign>[1];

const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

/**
 * Signs the claims of a JWT.
 *
 * @param privateKey - A key of WebCrypto, or the bytes of one in PKCS #8.
 */
export async function signAssertion(
  claims: Readonly<Record<string, string | number>>,
  privateKey: WebCryptoKey | Uint8Array<ArrayBuffer>,
): Promise<string> {
  const key = privateKey instanceof Uint8Array ? await importKey(privateKey) : privateKey;
  const signed = `${base64Url(encode({ alg: "RS256" }))}.${base64Url(encode(claims))}`;
  const signature = await crypto.subtle.sign(algorithm.name, key, new TextEncoder().encode(signed));
  return `${signed}.${base64Url(new Uint8Array(signature))}`;
}

const importKey = (bytes: Uint8Array<ArrayBuffer>): Promise<WebCryptoKey> =>
  crypto.subtle.importKey("pkcs8", bytes, algorithm, false, ["sign"]);

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** Writes bytes in the alphabet of Base64 that URLs take, without what fills it up. */
export const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/={1,2}$/, "");
