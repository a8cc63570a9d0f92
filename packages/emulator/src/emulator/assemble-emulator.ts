import { createControl } from "../control/create-control.ts";
import { controlMethods, type EmulatorControl } from "../control/emulator-control.ts";
import type { EmulatorState } from "../control/emulator-state.ts";
import type { Emulator } from "./emulator.ts";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import { createCatchUp } from "../control/catch-up.ts";
import { fetchInProcess } from "../server/fetch-in-process.ts";
import { salesforceRoutes } from "../server/salesforce-routes.ts";
import { createServe, type Keep } from "../server/serve.ts";
import { bodyOf } from "../wire/request/body-of.ts";

/** Puts an emulator together around a state. The options have been checked. */
export function assembleEmulator(options: EmulatorOptions, state: EmulatorState, keep?: Keep): Emulator {
  const { instanceUrl = "https://emulator.my.salesforce.com" } = options;
  const route = salesforceRoutes(options);
  const catchUp = createCatchUp(state, route);
  const plain = createControl(state, options, catchUp);
  const control = keep === undefined ? plain : keptControl(plain, keep);
  const serve = createServe({ state, control, options, route, catchUp, keep });
  return {
    fetch: (input, init) => fetchInProcess(serve, instanceUrl, input, init),
    handle: async (request) => {
      const { method, url, headers, signal } = request;
      return await serve({ method, url: new URL(url), headers, body: bodyOf(request), signal });
    },
    control,
    instanceUrl,
    // An org that is imported has a token of its own.
    get accessToken() {
      return state.accessToken;
    },
  };
}

/** What is done by hand is kept too. */
function keptControl(control: EmulatorControl, keep: Keep): EmulatorControl {
  const methods = controlMethods.map((name) => {
    const method = control[name] as (argument: unknown) => Promise<unknown>;
    const kept = async (argument: unknown): Promise<unknown> => {
      const result = await method(argument);
      keep();
      return result;
    };
    return [name, kept];
  });
  return Object.fromEntries(methods) as EmulatorControl;
}
