/** The content type of everything that the REST API says (recorded). */
export const restContentType = "application/json;charset=UTF-8";

/** Writes what the REST API says. A version has a decimal in the guide's samples, which JSON.stringify drops. */
export const restText = (value: unknown): string =>
  JSON.stringify(value).replace(/"apiVersion":(\d+)(?=[,}])/g, '"apiVersion":$1.0');
