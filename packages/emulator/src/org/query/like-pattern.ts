/** What one character of a pattern stands for: itself, any one character, or any string. */
type Sign = string | { readonly any: "one" | "string" };

const anyOne: Sign = { any: "one" };
const anyString: Sign = { any: "string" };

/**
 * Compiles a pattern of LIKE: `%` stands for any string and `_` for one character, behind a backslash for themselves; the
 * case does not count. The time of a comparison grows as the lengths of the two do, multiplied.
 *
 * @param pattern - With `\\%`, `\\_` and `\\\\` for the three signs themselves.
 */
export function likePattern(pattern: string): (text: string) => boolean {
  const signs = signsOf(pattern.toLowerCase());
  return (text) => {
    const characters = text.toLowerCase();
    let at = 0;
    let sign = 0;
    // Where to go on when what follows the last `%` does not fit: that takes one character more.
    let retry: { readonly sign: number; at: number } | undefined;
    while (at < characters.length) {
      const wanted = signs[sign];
      if (wanted === anyString) {
        sign++;
        retry = { sign, at };
      } else if (wanted !== undefined && (wanted === anyOne || wanted === characters.charAt(at))) {
        sign++;
        at++;
      } else if (retry === undefined) {
        return false;
      } else {
        at = ++retry.at;
        ({ sign } = retry);
      }
    }
    return signs.slice(sign).every((rest) => rest === anyString);
  };
}

function signsOf(pattern: string): Sign[] {
  const signs: Sign[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern.charAt(at);
    if (sign === "\\" && at + 1 < pattern.length) signs.push(pattern.charAt(++at));
    else if (sign === "%") signs.push(anyString);
    else signs.push(sign === "_" ? anyOne : sign);
  }
  return signs;
}
