// Writes dist/sfbulk.js, and beside it its hash and the licences of what is in it.
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { makeOneFile } from "./one-file.mjs";

const { script, integrity, licences } = await makeOneFile();
const file = new URL("../dist/sfbulk.js", import.meta.url);
writeFileSync(file, script);
writeFileSync(new URL("../dist/sfbulk.js.integrity", import.meta.url), `${integrity}\n`);
writeFileSync(new URL("../dist/sfbulk.js.LICENSES.txt", import.meta.url), licences);
const kilobytes = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1);
console.log(
  `dist/sfbulk.js: ${kilobytes(Buffer.byteLength(script))} kB, ${kilobytes(gzipSync(script, { level: 9 }).length)} kB gzip\nintegrity="${integrity}"`,
);
