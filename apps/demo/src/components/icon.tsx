import type { VNode } from "preact";

const paths = {
  list: "M4 6h16M4 12h16M4 18h10",
  upload: "M12 16V4m0 0L7 9m5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3",
  download: "M12 4v12m0 0 5-5m-5 5-5-5M4 19h16",
  wire: "M3 12h4l3-8 4 16 3-8h4",
  bolt: "M13 2 5 14h6l-1 8 8-12h-6z",
  plug: "M9 3v5m6-5v5M6 8h12v3a6 6 0 0 1-12 0zm6 9v4",
  contrast: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 0v18m0-15 6 3m-6 3 7 3",
  check: "m4 12 5 5L20 6",
  cross: "M6 6l12 12M18 6 6 18",
  warning: "M12 4 2.500 20h19zM12 10v4m0 3v.01",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4v5l3.500 2",
  pin: "M9 3h6l-1 6 3 3v2H7v-2l3-3zm3 11v7",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 8v5m0-8.500v.01",
  up: "m6 15 6-6 6 6",
  down: "m6 9 6 6 6-6",
  search: "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM15.500 15.500 21 21",
  back: "M19 12H5m0 0 6-6m-6 6 6 6",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  play: "M7 4v16l13-8z",
  refresh: "M20 11a8 8 0 1 0-2 6m2-12v6h-6",
  stop: "M6 6h12v12H6z",
  file: "M6 2h8l5 5v15H6zM14 2v5h5",
} as const;

/** The names of the icons. */
export type IconName = keyof typeof paths;

/** An icon beside words that say the same: a screen reader does not hear of it. */
export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
