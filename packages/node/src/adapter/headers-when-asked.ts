/** As undici gives them: names in lower case. */
export type ResponseHeaders = Record<string, string | string[] | undefined>;

/**
 * Gives headers of which one is read without making a `Headers`: the first one has Node.js load its own copy of undici, which
 * takes a tenth of the time of a short process. Whatever else is done with them is done with a `Headers`.
 */
export function headersWhenAsked(record: ResponseHeaders): Headers {
  let made: Headers | undefined;
  const get = (name: string): string | null => {
    if (made !== undefined) return made.get(name);
    const key = name.toLowerCase();
    const value = Object.hasOwn(record, key) ? record[key] : undefined;
    return value === undefined ? null : typeof value === "string" ? value : value.join(", ");
  };
  return new Proxy<Headers>(Object.create(null) as Headers, {
    get: (_target, key) => {
      if (key === "get") return get;
      made ??= toHeaders(record);
      const value: unknown = Reflect.get(made, key);
      return typeof value === "function" ? (value.bind(made) as unknown) : value;
    },
    has: (_target, key) => key in Headers.prototype,
    getPrototypeOf: () => Headers.prototype,
  });
}

function toHeaders(record: ResponseHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === "string") headers.append(name, value);
    else for (const one of value ?? []) headers.append(name, one);
  }
  return headers;
}
