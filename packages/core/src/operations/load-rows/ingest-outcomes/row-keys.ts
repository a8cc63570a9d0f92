/**
 * What tells the rows of a job from one another: of each a hash of its values, in the order of the rows. Twelve bytes a row,
 * and twenty while they are looked up.
 */
export interface RowKeys {
  /** Adds a row. */
  readonly add: (values: readonly string[]) => void;
  /** Gives the places of the rows that have these values, counted from 0, in their order. */
  readonly find: (values: readonly string[]) => number[];
  /** Forgets all, where no row will be looked up any more: whoever holds it holds nothing then. */
  readonly clear: () => void;
}

/** An array of hashes has 2 ** 16 numbers: memory that grew by doubling would be half garbage. */
const blockBits = 16;
const inBlock = 0xffff;
const none = -1;

/**
 * Makes keys of rows. Line ends within values are the same whichever they are, as they may not come back as they were sent.
 *
 * A hash has 96 bits and begins with random numbers: that two of a million different rows have the same one has a probability of
 * less than 10^-16. (WebCrypto has hashes that can be forged by nobody, and takes longer for a row than reading it does.)
 */
export function createRowKeys(): RowKeys {
  const seed = crypto.getRandomValues(new Uint32Array(3));
  const lanes = new Uint32Array(3);
  const blocks: Uint32Array[] = [];
  /** How many numbers there are, three for each row. */
  let length = 0;
  /** The first row of each slot, and behind each row the next one of its slot; made when it is first asked for. */
  let table: { readonly heads: Int32Array; readonly next: Int32Array; readonly mask: number } | undefined;

  const hash = (values: readonly string[]): void => {
    let [one = 0, two = 0, three = 0] = seed;
    for (const value of values) {
      const text = value.includes("\r") ? value.replaceAll(/\r\n?/g, "\n") : value;
      // Its length tells where a value ends.
      one = Math.imul(one ^ text.length, 0x9e37_79b1);
      two = Math.imul(two ^ text.length, 0x85eb_ca6b);
      three = Math.imul(three ^ text.length, 0xc2b2_ae35);
      for (let index = 0; index < text.length; index++) {
        const unit = text.charCodeAt(index);
        one = Math.imul(one ^ unit, 0x9e37_79b1);
        one ^= one >>> 15;
        two = Math.imul(two ^ unit, 0x85eb_ca6b);
        two ^= two >>> 13;
        three = Math.imul(three ^ unit, 0xc2b2_ae35);
        three ^= three >>> 16;
      }
    }
    lanes[0] = mixed(one);
    lanes[1] = mixed(two);
    lanes[2] = mixed(three);
  };
  const at = (place: number): number => blocks[place >>> blockBits]?.[place & inBlock] ?? 0;
  const lookUp = (): NonNullable<typeof table> => {
    if (table !== undefined) return table;
    const size = length / 3;
    const slots = 2 ** Math.ceil(Math.log2(Math.max(2, size)));
    const heads = new Int32Array(slots).fill(none);
    const next = new Int32Array(size).fill(none);
    // From the last one on, so that each slot gives its rows in their order.
    for (let row = size - 1; row >= 0; row--) {
      const slot = at(row * 3) & (slots - 1);
      next[row] = heads[slot] ?? none;
      heads[slot] = row;
    }
    return (table = { heads, next, mask: slots - 1 });
  };
  return {
    add: (values) => {
      hash(values);
      for (const lane of lanes) {
        if ((length & inBlock) === 0) blocks.push(new Uint32Array(inBlock + 1));
        (blocks.at(-1) as Uint32Array)[length++ & inBlock] = lane;
      }
      table = undefined;
    },
    find: (values) => {
      const { heads, next, mask } = lookUp();
      hash(values);
      const found: number[] = [];
      for (let row = heads[(lanes[0] ?? 0) & mask] ?? none; row !== none; row = next[row] ?? none) {
        const place = row * 3;
        if (at(place) === lanes[0] && at(place + 1) === lanes[1] && at(place + 2) === lanes[2]) found.push(row);
      }
      return found;
    },
    clear: () => {
      blocks.length = 0;
      length = 0;
      table = undefined;
    },
  };
}

/** Spreads every bit of a number over all of it (the end of MurmurHash3). */
function mixed(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return bits ^ (bits >>> 16);
}
