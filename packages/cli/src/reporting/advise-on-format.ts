/** What to do with files that are no CSV, by a word of what they are. */
const ways: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /Excel workbook/,
    [
      "In Excel: File, Save As, CSV UTF-8 (Comma delimited); a sheet at a time. Without Excel, Google Sheets opens it, too",
    ],
  ],
  [/Numbers/, ["In Numbers: File, Export To, CSV…, Unicode (UTF-8)"]],
  [/OpenDocument/, ["In LibreOffice: File, Save As, Text CSV, character set UTF-8"]],
  [/PDF/, ["A PDF has no rows: ask whoever made it for the data as CSV"]],
  [/ZIP archive/, ["Unpack it, and load what is in it: unzip -p <file> | sfbulk load - …"]],
  [/7z|RAR/, ["Unpack it, and load what is in it"]],
  [/zstd/, ["Unpack it on the way: zstd -dc <file> | sfbulk load - …"]],
  [/by xz/, ["Unpack it on the way: xz -dc <file> | sfbulk load - …"]],
  [/bzip2/, ["Unpack it on the way: bzip2 -dc <file> | sfbulk load - …"]],
  [/HTML page/, ["Download it again, signed in: a page has come in place of the file"]],
];

/** Says how a file that is no CSV becomes one. @param format - What core says that it is. */
export const adviseOnFormat = (format = ""): readonly string[] =>
  ways.find(([word]) => word.test(format))?.[1] ?? ["Save it as CSV, in UTF-8"];
