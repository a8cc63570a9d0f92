/**
 * The headers of a request, for ofetch: what it asks of the platform's `Headers`, which is what a map can do too. Names are
 * in lower case already. Node.js loads all of its `fetch` for the first `Headers`, which takes a third of the time of a
 * program that closes one job.
 */
export class RequestHeaders extends Map<string, string> {
  constructor(init: Readonly<Record<string, string>> | Iterable<readonly [string, string]> = []) {
    super(Symbol.iterator in init ? init : Object.entries(init));
  }
}
