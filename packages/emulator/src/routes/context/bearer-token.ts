import type { RouteContext } from "./route-context.ts";

/** Gives the token of the header `Authorization`; the REST API takes the older word `OAuth`, too. */
export const bearerToken = ({ env: { arrival } }: RouteContext): string | undefined =>
  /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(arrival.headers.get("authorization") ?? "")?.[1];
