// undici has types for the whole of it only.
declare module "undici/lib/dispatcher/agent.js" {
  import type { Agent as AgentClass } from "undici";

  const Agent: typeof AgentClass;
  export default Agent;
}
