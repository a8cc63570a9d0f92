/** The plugin as its users have it. */
export interface InstalledPlugin {
  /** The plugin's folder. */
  readonly root: string;
  /** The folders that hold all that is installed, the plugin and what it depends on. */
  readonly folders: readonly string[];
  /** Removes the plugin; what it depends on is kept for the next time. */
  readonly remove: () => void;
}

/** Installs the plugin, packed, with what it depends on. The packages of the workspace must be built. */
export function installPlugin(): Promise<InstalledPlugin>;

/** Gives the bytes of all files of a folder. */
export function sizeOf(folder: string): number;
