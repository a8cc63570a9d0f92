/** An option of a command, as its help shows it. */
export interface CommandOption {
  /** `-o, --target-org <name>`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** Whether it may be given several times; then its value is a list. */
  readonly repeatable?: true;
  /** The headline that it stands below in the help. Default: `Options`. */
  readonly group?: string;
  /** Whether it has no use inside the sf CLI, which knows the session by itself. */
  readonly onlyAlone?: true;
}
