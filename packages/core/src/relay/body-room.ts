/** The room that the body of one request takes. */
export interface Place {
  /** Takes room for more bytes; `false` where there is none left. */
  readonly grow: (bytes: number) => boolean;
  /** Gives all of it back. */
  readonly release: () => void;
}

/** Makes the room that the bodies of all requests share, which are held whole while they come and are passed on. */
export function bodyRoom(maxBytes: number): () => Place {
  let held = 0;
  return () => {
    let mine = 0;
    return {
      grow: (bytes) => {
        if (held + bytes > maxBytes) return false;
        held += bytes;
        mine += bytes;
        return true;
      },
      release: () => {
        held -= mine;
        mine = 0;
      },
    };
  };
}
