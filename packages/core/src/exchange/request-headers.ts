/**
 * The headers of a request, for ofetch: what it asks of the platform's `Headers`, over a plain object. Names are in lower
 * case already. Node.js loads all of its `fetch` for the first `Headers`, which takes a third of the time of a program that
 * closes one job.
 */
export class RequestHeaders implements Headers {
  readonly #values: Map<string, string>;

  constructor(init?: HeadersInit) {
    const entries = init === undefined ? [] : isIterable(init) ? init : Object.entries(init);
    this.#values = new Map(entries as Iterable<[string, string]>);
  }

  append(name: string, value: string): void {
    const before = this.get(name);
    this.set(name, before === null ? value : `${before}, ${value}`);
  }
  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }
  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }
  getSetCookie(): string[] {
    return [];
  }
  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }
  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), value);
  }
  forEach(call: (value: string, name: string, headers: this) => void): void {
    for (const [name, value] of this.#values) call(value, name, this);
  }
  entries(): MapIterator<[string, string]> {
    return this.#values.entries();
  }
  keys(): MapIterator<string> {
    return this.#values.keys();
  }
  values(): MapIterator<string> {
    return this.#values.values();
  }
  /** Gives them as plain data. */
  toRecord(): Record<string, string> {
    const record: Record<string, string> = {};
    this.#values.forEach((value, name) => (record[name] = value));
    return record;
  }
  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }
}

const isIterable = (init: HeadersInit): init is [string, string][] | Headers => Symbol.iterator in init;
