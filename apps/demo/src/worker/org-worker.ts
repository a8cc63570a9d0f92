import { isEmulatedHost } from "../org/emulated-host.ts";
import { answerAsOrg } from "./answer-as-org.ts";

/** The service worker: answers what is sent to an emulated org, and leaves everything else to the network. */
interface WorkerScope {
  readonly clients: { claim: () => Promise<void> };
  readonly skipWaiting: () => Promise<void>;
  readonly addEventListener: (type: string, listener: (event: WorkerEvent) => void) => void;
}

interface WorkerEvent {
  readonly request: Request;
  readonly waitUntil: (promise: Promise<unknown>) => void;
  readonly respondWith: (response: Promise<Response>) => void;
}

const scope = globalThis as unknown as WorkerScope;

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
// A page that was loaded past the worker (a forced reload) asks to be taken in.
scope.addEventListener("message", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  if (isEmulatedHost(new URL(event.request.url).hostname)) event.respondWith(answerAsOrg(event.request));
});
