import type { ReplyBody } from "./read-body.ts";

/**
 * Makes the value out of a reply of status 2xx, or throws `NotTheAnswer`. It gives a promise where its parser is loaded
 * only when such a reply comes.
 */
export type Read<T> = (body: ReplyBody, headers: () => Headers) => T | Promise<T>;
