const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const groups: Readonly<Record<string, string>> = {
  y: "(?<y>\\d{2,4})",
  M: "(?<M>\\d{1,2}|[A-Za-z]{3,})",
  d: "(?<d>\\d{1,2})",
  H: "(?<H>\\d{1,2})",
  m: "(?<m>\\d{1,2})",
  s: "(?<s>\\d{1,2})",
};

/**
 * Reads a date by a pattern of Java's with the letters `y M d H m s`, as the hint of a mapping spec has it. Months may be
 * English names under any number of `M`: the guide's own sample has `Feb` under `MM`.
 *
 * @param now - Milliseconds since 1970: a year of two digits is the last such year that has begun, by which the
 *   guide's sample comes out right (a guess: Java's own rule looks 20 years ahead).
 * @returns `1940-02-10`, or with a time `1940-02-10T12:00:00Z`; `undefined` where the string does not fit.
 */
export function readHintedDate(text: string, hint: string, now: number): string | undefined {
  const seen = new Set<string>();
  const pattern = hint.replace(/([A-Za-z])\1*|[^A-Za-z]/g, (run: string, letter: string | undefined) => {
    const name = letter === "Y" ? "y" : (letter ?? "");
    const group = groups[name];
    if (group === undefined || seen.has(name)) return run.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    seen.add(name);
    return group;
  });
  // oxlint-disable-next-line patterns/linear -- each group is there once, and all else stands for itself
  const found = new RegExp(`^${pattern}$`).exec(text.trim())?.groups;
  const month = monthOf(found?.["M"] ?? "");
  if (found === undefined || month === undefined) return undefined;
  const date = [yearOf(found["y"] ?? "", now), two(month), two(found["d"] ?? "1")].join("-");
  if (found["H"] === undefined) return date;
  return `${date}T${two(found["H"])}:${two(found["m"] ?? "0")}:${two(found["s"] ?? "0")}Z`;
}

const two = (value: string | number): string => String(value).padStart(2, "0");

function monthOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = months.indexOf(text.slice(0, 3).toLowerCase());
  return index === -1 ? undefined : index + 1;
}

function yearOf(text: string, now: number): string {
  if (text.length !== 2) return text.padStart(4, "0");
  const latest = new Date(now).getUTCFullYear();
  const year = latest - (latest % 100) + Number(text);
  return String(year > latest ? year - 100 : year);
}
