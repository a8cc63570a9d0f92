/** Gives the SHA-256 of a file in hexadecimal, as `sha256sum` does, however large it is. WebCrypto would want all of it at once. */
export async function hashFile(file: Blob): Promise<string> {
  // Loaded for who loads files.
  const { sha256 } = await import("@noble/hashes/sha2.js");
  const hash = sha256.create();
  const reader = file.stream().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) hash.update(next.value);
  return Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
