/** A browser that has pages in tabs, and nothing else that anybody asks of it here. */
export interface PageBrowser {
  readonly version: string;
  /** Opens an address in a tab. WebKit has one tab: the former is gone. */
  readonly openTab: (address: string) => Promise<PageTab>;
  readonly close: () => Promise<void>;
}

/** A page in a tab. */
export interface PageTab {
  /** Gives what an expression comes to, which is plain data or a promise of it. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Clicks the element that an expression gives, as a person would. */
  readonly press: (expression: string) => Promise<void>;
  /** Gives a file to the field that an expression gives. */
  readonly choose: (expression: string, file: string) => Promise<void>;
  /** Loads the page anew; where it asks whether to leave it, the answer is yes. */
  readonly reload: () => Promise<void>;
}
