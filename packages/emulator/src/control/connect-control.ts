import { controlMethods, type EmulatorControl } from "./emulator-control.ts";

/**
 * Drives an emulator over HTTP, from another process or another language's runtime, as if it were here.
 *
 * @param baseUrl - Where the emulator listens, `http://127.0.0.1:8787`.
 * @param fetch - How the requests travel. Default: `globalThis.fetch`.
 * @returns a control whose methods reject with a TypeError for a wrong argument, and with an Error where no emulator
 *   answers.
 * @example
 * ```ts
 * import { connectControl } from "@sfbulk/emulator";
 *
 * const control = connectControl("http://127.0.0.1:8787");
 * await control.fail({ kind: "answer-lost", on: { operation: "close" } });
 * ```
 */
export function connectControl(
  baseUrl: string | URL,
  fetch: (url: string, init: RequestInit) => Promise<Response> = globalThis.fetch,
): EmulatorControl {
  const call = async (method: string, argument: unknown): Promise<unknown> => {
    const response = await fetch(new URL(`/__emulator/${method}`, baseUrl).href, {
      method: "POST",
      headers: { "content-type": "application/json" },
      ...(argument === undefined ? {} : { body: JSON.stringify(argument) }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    const { error } = (text.startsWith("{") ? JSON.parse(text) : {}) as { readonly error?: string };
    if (response.status === 400 && error !== undefined) throw new TypeError(error);
    throw new Error(
      `Cannot call "${method}" of the emulator: status ${response.status}${error === undefined ? "" : `, ${error}`}`,
    );
  };
  const methods = controlMethods.map((method) => [method, (argument?: unknown) => call(method, argument)]);
  return Object.fromEntries(methods) as EmulatorControl;
}
