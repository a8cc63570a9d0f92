/** Something that happens in an org at a moment. */
export interface DueWork {
  readonly at: number;
  readonly run: () => void;
}
