// The bytes that mean something in CSV. Single names, since a loop over them must be fast.
export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;
export const quote = 0x22;
export const comma = 0x2c;
