import type { ApiRequest, Service } from "./api-request.ts";

const services: Readonly<Record<Service, (version: string) => string>> = {
  async: (version) => `async/${version}`,
  data: (version) => `data/v${version}`,
  oauth2: () => "oauth2",
  soap: (version) => `Soap/u/${version}`,
};

/**
 * Gives the whole path of a request, with its query: `/services/async/68.0/job/750…`.
 *
 * @param version - The API version, `68.0`.
 */
export const requestPath = (
  { service, path }: Pick<ApiRequest<unknown>, "service" | "path">,
  version: string,
): string => `/services/${services[service ?? "async"](version)}${path && `/${path}`}`;
