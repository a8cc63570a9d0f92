import { checkOptions, checkWholeNumber, type OptionNames, readTimeout } from "@sfbulk/core";
import type { Dispatcher } from "undici";
import { loadAgent } from "./load-agent.ts";
import type { NodeAdapterOptions } from "./node-adapter.ts";
import { proxySettings } from "./proxy-settings.ts";
import { tlsSettings } from "./tls-settings.ts";

const names: OptionNames<NodeAdapterOptions> = {
  connections: true,
  keepAliveTimeout: true,
  connectTimeout: true,
  proxy: true,
  ca: true,
  cert: true,
  key: true,
  passphrase: true,
};

/**
 * Checks the options, and gives what makes the pool of connections that they ask for. It connects to nothing yet.
 *
 * undici is loaded for the first pool: that takes as long as starting Node.js does, and not every process sends.
 *
 * @throws TypeError that names the option.
 */
export function prepareDispatcher(options: NodeAdapterOptions): () => Promise<Dispatcher> {
  checkOptions("options", options, names);
  const timeout = readTimeout("connectTimeout", options.connectTimeout, 10_000);
  const proxy = proxySettings(options.proxy);
  const tls = tlsSettings(options);
  const direct = { ...tls.org, timeout };
  const shared = {
    connections: checkWholeNumber("connections", options.connections, 32, 1),
    keepAliveTimeout: readTimeout("keepAliveTimeout", options.keepAliveTimeout, 4000),
    // How long an attempt may take is core's to say, for the whole of it; undici would end a longer one after 300 s.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  return async () => {
    if (proxy.type === "none") return new (await loadAgent())({ ...shared, connect: direct });
    const { EnvHttpProxyAgent, ProxyAgent } = await import("undici");
    const proxied = { ...shared, requestTls: direct, proxyTls: { ...tls.proxy, timeout } };
    if (proxy.type === "all") return new ProxyAgent({ ...proxied, uri: proxy.uri });
    return new EnvHttpProxyAgent({
      ...proxied,
      connect: direct,
      httpProxy: proxy.httpProxy,
      httpsProxy: proxy.httpsProxy,
    });
  };
}
