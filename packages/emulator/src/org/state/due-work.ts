/** Tells whether something is to be interrupted. */
export type IsOver = () => boolean;

/** Lets everything be done to its end. */
export const never: IsOver = () => false;

/** Something that happens in an org at a moment. */
export interface DueWork {
  readonly at: number;
  /** Does it, or a part of it; tells whether it is done. */
  readonly run: (isOver: IsOver) => boolean;
}
