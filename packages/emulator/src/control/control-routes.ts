import { Hono } from "hono";
import type { RouteTypes } from "../routes/context/route-context.ts";
import { controlMethods, type EmulatorControl } from "./emulator-control.ts";

/** Makes the routes beneath `/__emulator`: `POST /__emulator/<method>` with the method's argument as JSON, if it has one. */
export function controlRoutes(control: EmulatorControl): Hono<RouteTypes> {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.get("/", () => json(200, { methods: controlMethods }));
  routes.post("/:method", async (context) => {
    const method = controlMethods.find((name) => name === context.req.param("method"));
    if (method === undefined) return json(404, { error: `There is no method "${context.req.param("method")}"` });
    const { text } = context.env.arrival;
    try {
      const argument = argumentIn(method, text);
      const result = await (control[method] as (argument: unknown) => Promise<unknown>)(argument);
      return json(200, result ?? null);
    } catch (error) {
      // A wrong argument is the caller's business; everything else is ours and is not hidden.
      if (error instanceof TypeError) return json(400, { error: error.message });
      throw error;
    }
  });
  routes.all("*", () => json(404, { error: "Expected POST /__emulator/<method>" }));
  return routes;
}

const withoutArgument: readonly (keyof EmulatorControl)[] = [
  "reset",
  "jobs",
  "bulk2Jobs",
  "exchanges",
  "unhandled",
  "scenarios",
  "exportOrg",
];

/** Reads the argument of a call. @throws TypeError for one that is no JSON, or that the method would pass over. */
function argumentIn(method: keyof EmulatorControl, text: string): unknown {
  if (text.trim() === "") return undefined;
  let argument: unknown;
  try {
    argument = JSON.parse(text);
  } catch (error) {
    throw new TypeError(`Cannot call "${method}": its argument is no JSON (${(error as Error).message})`, {
      cause: error,
    });
  }
  if (withoutArgument.includes(method)) throw new TypeError(`Cannot call "${method}" with an argument: it takes none`);
  return argument;
}

const json = (status: number, value: unknown): Response =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });
