/** CSV with one kind of line ends, from text that comes in pieces, cut anywhere. */
export interface LineFeeds {
  /** Gives a piece with its line ends as line feeds. */
  readonly push: (piece: string) => string;
  /** Tells whether a quote is open. At the end, none may be. */
  readonly isQuoted: () => boolean;
}

/**
 * Makes what turns the line ends of CSV into line feeds, whatever they are and however they are mixed. Those between quotes
 * are values, and stay.
 */
export function lineFeeds(delimiter: string): LineFeeds {
  let place: "start" | "value" | "quoted" | "after a quote" = "start";
  let isAfterReturn = false;
  const push = (piece: string): string => {
    let text = "";
    let copied = 0;
    for (let index = 0; index < piece.length; index++) {
      const one = piece[index];
      if (place === "quoted") {
        if (one === '"') place = "after a quote";
        continue;
      }
      if (one === "\r") text += `${piece.slice(copied, index)}\n`;
      else if (one === "\n" && isAfterReturn) text += piece.slice(copied, index);
      if (one === "\r" || (one === "\n" && isAfterReturn)) copied = index + 1;
      isAfterReturn = one === "\r";
      if (one === "\r" || one === "\n" || one === delimiter) place = "start";
      // Two quotes within quotes are one.
      else if (one === '"' && place !== "value") place = "quoted";
      else place = "value";
    }
    return text + piece.slice(copied);
  };
  return { push, isQuoted: () => place === "quoted" };
}
