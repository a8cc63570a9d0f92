import { parseXml } from "@rgrove/parse-xml";
import type { Row } from "../../org/state/row.ts";
import { standBack, turnEnd } from "../encoding/in-turns.ts";
import { rowsIn } from "./read-rows.ts";

/** What is shorter is read in one go: it takes a few milliseconds. */
const shortText = 128 * 1024;
/** How much is read at once of what is longer. */
const pieceLength = 64 * 1024;

/**
 * Reads the rows of a long XML document record by record, so that others have their turn in between.
 *
 * @returns the rows; `undefined` for what must be read as a whole: what is short, and what is not a root with records in it.
 * @throws the parser's Error for a record that cannot be read, without a place: it would be that in a piece.
 */
export async function readXmlInTurns(text: string): Promise<Row[] | undefined> {
  if (text.length < shortText) return undefined;
  const start = /^\s*(?:<\?xml[^<>]{0,200}\?>\s*)?<((?:[\w.-]{1,100}:)?sObjects)(?:\s[^<>]{0,2000})?>/.exec(text);
  if (start === null) return undefined;
  const [opening, root = ""] = start;
  const rootTag = opening.slice(opening.lastIndexOf("<"));
  const rows: Row[] = [];
  let isOver = turnEnd();
  let pieceStart = opening.length;
  for (const end of recordEnds(text, opening.length)) {
    if (end === undefined) return undefined;
    if (end - pieceStart >= pieceLength) {
      rows.push(...pieceRows(rootTag, text.slice(pieceStart, end), root));
      pieceStart = end;
    }
    if (!isOver()) continue;
    await standBack();
    isOver = turnEnd();
  }
  // The last piece has the end of the root with it, and whatever stands behind that.
  const last = parsed(`${rootTag}${text.slice(pieceStart).trimEnd()}`);
  rows.push(...rowsIn(last));
  return rows;
}

const pieceRows = (rootTag: string, piece: string, root: string): Row[] =>
  rowsIn(parsed(`${rootTag}${piece}</${root}>`));

function parsed(piece: string): Parameters<typeof rowsIn>[0] {
  try {
    const { root } = parseXml(piece);
    if (root !== null) return root;
  } catch (error) {
    const [message = ""] = (error as Error).message.split(" (line");
    throw new Error(message, { cause: error });
  }
  throw new Error("Root element is missing or invalid");
}

/** Gives where records end that are in no other one; `undefined` where something else than elements stands between tags. */
function* recordEnds(text: string, from: number): Generator<number | undefined, undefined> {
  let depth = 0;
  for (let at = text.indexOf("<", from); at !== -1; at = text.indexOf("<", at + 1)) {
    const next = text.charCodeAt(at + 1);
    if (next === exclamation || next === question) {
      const end = endOfMarkup(text, at);
      if (end === undefined) {
        yield undefined;
        return undefined;
      }
      at = end;
      continue;
    }
    const close = endOfTag(text, at);
    if (close === undefined) {
      yield undefined;
      return undefined;
    }
    const isEnd = next === slash;
    const isAlone = text.charCodeAt(close - 1) === slash;
    at = close;
    if (isEnd) depth--;
    else if (!isAlone) depth++;
    // The end of the root.
    if (depth < 0) return undefined;
    if (depth === 0) yield close + 1;
  }
  return undefined;
}

const [exclamation, question, slash] = [33, 63, 47];
const [quote, apostrophe, greater] = [34, 39, 62];

/** Gives where a tag ends: a value in quotes may have its sign in it. */
function endOfTag(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === greater) return at;
    if (code !== quote && code !== apostrophe) continue;
    at = text.indexOf(code === quote ? '"' : "'", at + 1);
    if (at === -1) return undefined;
  }
  return undefined;
}

/** Gives where a comment, a section of characters or an instruction ends; `undefined` for anything else, and without an end. */
function endOfMarkup(text: string, at: number): number | undefined {
  for (const [begin, end] of [
    ["<!--", "-->"],
    ["<![CDATA[", "]]>"],
    ["<?", "?>"],
  ] as const) {
    if (!text.startsWith(begin, at)) continue;
    const found = text.indexOf(end, at + begin.length);
    return found === -1 ? undefined : found + end.length - 1;
  }
  return undefined;
}
