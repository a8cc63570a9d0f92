import { argumentError } from "@sfbulk/core";

/**
 * The part of Deno that this package uses. Its own words, and not Deno's declarations: these are not there where the npm
 * package is compiled, and nobody who installs it there should need them.
 *
 * @see https://docs.deno.com/api/deno/
 */
export interface DenoRuntime {
  readonly build: { readonly os: string };
  readonly createHttpClient: (options: HttpClientOptions) => HttpClient;
  readonly env: { readonly get: (name: string) => string | undefined };
  readonly errors: {
    readonly AlreadyExists: new (message: string) => Error;
    readonly NotCapable: new (message: string) => Error;
    readonly NotFound: new (message: string) => Error;
  };
  readonly link: (path: string, newPath: string) => Promise<void>;
  readonly mkdir: (path: string, options: { readonly recursive: boolean; readonly mode: number }) => Promise<void>;
  readonly open: (path: string, options: OpenOptions) => Promise<OpenFile>;
  readonly permissions: {
    readonly querySync: (permission: Permission) => { readonly state: string };
    readonly requestSync: (permission: Permission) => { readonly state: string };
  };
  readonly pid: number;
  readonly readTextFile: (path: string) => Promise<string>;
  readonly remove: (path: string) => Promise<void>;
  readonly rename: (path: string, newPath: string) => Promise<void>;
  readonly serve: (options: ServeOptions, handle: (request: Request) => Response) => Server;
}

/** Where a server listens. */
interface ServeOptions {
  readonly hostname: string;
  readonly port: number;
  readonly onListen: () => void;
}

/** A server that listens. */
interface Server {
  shutdown(): Promise<void>;
}

/** How a file is opened. */
interface OpenOptions {
  readonly read?: boolean;
  readonly append?: boolean;
  readonly create?: boolean;
  readonly createNew?: boolean;
  readonly write?: boolean;
  readonly mode?: number;
}

/** A file that is open. */
export interface OpenFile {
  read(bytes: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  seek(offset: number, whence: number): Promise<number>;
  stat(): Promise<{ readonly size: number }>;
  sync(): Promise<void>;
  close(): void;
}

/** One permission, as narrow as Deno has it. */
type Permission = { readonly name: "net"; readonly host: string } | { readonly name: "env"; readonly variable: string };

/** What a client of Deno's own is made of. */
export interface HttpClientOptions {
  readonly caCerts?: string[];
  readonly cert?: string;
  readonly key?: string;
  readonly proxy?: { readonly url: string };
  readonly poolMaxIdlePerHost?: number;
  readonly poolIdleTimeout?: number;
}

/** A pool of connections with settings of its own, for `fetch(url, { client })`. */
export interface HttpClient {
  close(): void;
}

/**
 * Gives Deno.
 *
 * @param caller - The function that needs it, for the error.
 * @throws TypeError on every other runtime.
 */
export function denoRuntime(caller: string): DenoRuntime {
  const runtime = Reflect.get(globalThis, "Deno") as Partial<DenoRuntime> | undefined;
  if (typeof runtime?.createHttpClient === "function") return runtime as DenoRuntime;
  throw argumentError(
    "UnsupportedRuntime",
    `Cannot use ${caller}: it needs Deno 2, and this is another runtime; for Node.js there is @sfbulk/node, for any other @sfbulk/core`,
  );
}
