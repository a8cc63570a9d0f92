import { argumentError, checkOptions, checkWholeNumber, type OptionNames, readTimeout } from "@sfbulk/core";
import { askNet } from "./ask-net.ts";
import type { DenoAdapterOptions } from "./deno-adapter.ts";
import type { DenoRuntime, HttpClient } from "./deno-runtime.ts";
import { proxyUrl } from "./proxy-url.ts";
import { tlsSettings } from "./tls-settings.ts";

const names: OptionNames<DenoAdapterOptions> = {
  idleConnections: true,
  keepAliveTimeout: true,
  proxy: true,
  ca: true,
  cert: true,
  key: true,
};

/**
 * Makes the pool of connections that the options ask for. It connects to nothing yet.
 *
 * @throws TypeError that names the option; Deno.errors.NotCapable where the proxy is not permitted.
 */
export function createClient(runtime: DenoRuntime, options: DenoAdapterOptions): HttpClient {
  checkOptions("options", options, names);
  const tls = tlsSettings(options);
  const { keepAliveTimeout } = options;
  const poolMaxIdlePerHost = checkWholeNumber("idleConnections", options.idleConnections, 0, 0);
  const poolIdleTimeout =
    keepAliveTimeout === undefined ? undefined : readTimeout("keepAliveTimeout", keepAliveTimeout, 0);
  const proxy = options.proxy === undefined ? undefined : proxyUrl(options.proxy);
  if (proxy !== undefined) askNet(runtime, `use the proxy ${proxy.host}`, proxy.host);
  const settings = {
    ...tls,
    ...(proxy === undefined ? {} : { proxy: { url: proxy.href } }),
    poolMaxIdlePerHost,
    ...(poolIdleTimeout === undefined ? {} : { poolIdleTimeout }),
  };
  try {
    return runtime.createHttpClient(settings);
  } catch (error) {
    // Everything else has been checked. The words are those of Deno's TLS library: about form, never about content.
    throw argumentError("InvalidCertificate", `Cannot use ca, cert and key: ${(error as Error).message}`, error);
  }
}
