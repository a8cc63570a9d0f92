/** The look of the element. Its colours follow the page's scheme, and the custom properties that a page sets on it. */
export const jobsElementStyle = `
:host { display: block; color-scheme: light dark; font: inherit; font-size: .875rem;
  --accent: var(--sfbulk-accent, light-dark(#0b5cab, #78b0fd)); --on-accent: var(--sfbulk-on-accent, light-dark(#fff, #06172b));
  --line: var(--sfbulk-line, light-dark(#e0e0e3, #3a414c)); --surface: var(--sfbulk-surface, light-dark(#fff, #1b1f26));
  --quiet: var(--sfbulk-quiet, light-dark(#5c5c60, #a9b2bf)); --good: var(--sfbulk-good, light-dark(#2e6b3e, #7dd88f));
  --bad: var(--sfbulk-bad, light-dark(#a61a14, #ff9d96)); --warn: var(--sfbulk-warn, light-dark(#7e4a04, #ffc36b));
  --soft: color-mix(in srgb, currentcolor 4%, transparent); --chosen: color-mix(in srgb, var(--accent) 10%, transparent); }
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
.all { container-type: inline-size; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[data-tone=good] { --tone: var(--good); } [data-tone=info] { --tone: var(--accent); }
[data-tone=warn] { --tone: var(--warn); } [data-tone=bad] { --tone: var(--bad); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.all:focus { outline: none; }

.bar, .bad, .none { padding: .25rem 0; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; min-height: 2.25rem; }
.bad { margin: .5rem 0; color: var(--bad); overflow-wrap: anywhere; }
.bad ul { margin: .25rem 0; padding-inline-start: 1.25rem; }
.quiet, .none { color: var(--quiet); }

button { font: inherit; color: inherit; cursor: pointer; }
button[part] { min-height: 2.25rem; padding: 0 1rem; border: 1px solid var(--accent); border-radius: 999px;
  background: none; color: var(--accent); font-weight: 600; white-space: nowrap; }
button.small { min-height: 1.875rem; padding: 0 .75rem; font-size: .8125rem; }
button.main { background: var(--accent); color: var(--on-accent); }
button.destructive { border-color: var(--bad); color: var(--bad); }
button[part]:hover:enabled { filter: brightness(.92); }
button.link { min-height: 0; padding: 0; border: 0; font-weight: inherit; text-decoration: underline; text-underline-offset: 2px; }
button:disabled { opacity: .5; cursor: default; }

.selection { position: sticky; top: var(--sfbulk-sticky-top, 0); z-index: 5; display: flex; flex-wrap: wrap; align-items: center;
  gap: .5rem 1rem; padding: .5rem 1rem; border-block: 1px solid var(--accent);
  background: linear-gradient(var(--chosen) 0 0) var(--surface); }
.actions { display: flex; gap: .5rem; margin-inline-start: auto; }

.frame { position: relative; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { height: 2.25rem; padding: 0 .75rem; border-bottom: 1px solid var(--line); text-align: start; vertical-align: middle;
  white-space: nowrap; }
th { border-top: 1px solid var(--line); background: var(--soft); font-size: .8125rem; }
tbody tr:hover { background: var(--soft); }
tbody tr[data-selected] { background: var(--chosen); }
tbody tr:last-child td { border-bottom: 0; }
.choice { width: 1%; padding-inline: 1rem .5rem; }
td:last-child, th:last-child { padding-inline-end: 1rem; }
[data-number] { text-align: end; font-variant-numeric: tabular-nums; }
td { unicode-bidi: plaintext; }
td[data-tone] { color: var(--tone); font-weight: 600; }
input[type=checkbox] { vertical-align: middle; margin: 0; accent-color: var(--accent); }
.sort { display: inline-flex; gap: .25rem; padding: 0; border: 0; background: none; font-weight: 600; }
.sort:hover { color: var(--accent); }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
.id { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
  font-size: .92em; letter-spacing: -.01em; }
.badge { display: inline-block; padding: .05rem .55rem; border-radius: 999px; font-size: .75rem; font-weight: 600; line-height: 1.5;
  background: color-mix(in srgb, var(--tone, currentcolor) 12%, transparent); color: var(--tone, inherit); }
.batches { display: inline-flex; align-items: center; justify-content: flex-end; gap: .5rem; }
.progress { display: flex; width: 3.5rem; height: .375rem; overflow: hidden; border-radius: 999px;
  background: color-mix(in srgb, currentcolor 12%, transparent); }
.progress span { background: var(--quiet); }
.progress [data-tone=good] { background: light-dark(#3ba755, #45b864); }
.progress [data-tone=warn] { background: light-dark(#dd7a01, #f0932b); }
.progress [data-tone=bad] { background: light-dark(#d8423a, #ec5a50); }
.unread { display: inline-block; width: 2rem; height: .75rem; border-radius: 4px; vertical-align: middle;
  background: color-mix(in srgb, currentcolor 10%, transparent); }
.pages { display: flex; align-items: center; justify-content: center; gap: 1rem; padding: .75rem; border-top: 1px solid var(--line);
  font-variant-numeric: tabular-nums; }
.sort-menu { display: none; }

dialog { width: min(34rem, calc(100vw - 2rem)); max-height: calc(100vh - 2rem); padding: 0; border: 1px solid var(--line);
  border-radius: .75rem; background: var(--surface); color: inherit; white-space: normal; box-shadow: 0 12px 40px rgb(0 0 0 / .35); }
dialog::backdrop { background: rgb(8 14 22 / .6); }
dialog h2 { margin: 0; padding: 1rem 1.5rem; border-bottom: 1px solid var(--line); font-size: 1.125rem; }
.said { display: grid; gap: 1rem; padding: 1rem 1.5rem; }
.said ul { display: grid; gap: .5rem; margin: 0; padding-inline-start: 1.1rem; }
.said p { margin: 0; padding: .75rem; border-radius: .5rem; background: color-mix(in srgb, var(--warn) 12%, transparent);
  color: var(--warn); font-weight: 600; }
.answers { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: .5rem; padding: .75rem 1.5rem; border-top: 1px solid var(--line);
  background: var(--soft); }

/* Where the table is tight, what matters least goes first. */
@container (max-width: 58rem) {
  th, td { padding-inline: .5rem; }
  .batches .progress, [data-column=owner] { display: none; }
}

@container (max-width: 46rem) {
  [data-column=batches] { display: none; }
}

/* Where it is narrow each row is a card of two lines. */
@container (max-width: 40rem) {
  .actions { width: 100%; margin-inline-start: 0; }
  .actions button { flex: 1; }
  .sort-menu { display: flex; align-items: center; gap: .5rem; padding: .25rem .75rem .25rem 2.75rem; border-top: 1px solid var(--line);
    background: var(--soft); font-size: .8125rem; }
  .sort-menu select { flex: 1; min-width: 0; min-height: 1.875rem; border: 1px solid var(--line); border-radius: .5rem;
    background: var(--surface); color: inherit; font: inherit; }
  table, tbody { display: block; }
  thead { position: absolute; top: .6rem; inset-inline-start: .75rem; }
  thead tr, thead .choice { display: block; height: auto; padding: 0; border: 0; background: none; }
  thead th:not(.choice) { display: none; }
  tbody tr { display: grid; grid-template-columns: 1.25rem minmax(0, auto) auto minmax(0, 1fr) auto auto; align-items: center;
    gap: 0 .5rem; padding: .5rem .75rem; border-bottom: 1px solid var(--line); font-size: .8125rem; }
  td, td:last-child { width: auto; height: auto; padding: 0; border: 0; text-align: start; overflow: hidden; text-overflow: ellipsis; }
  .choice { grid-row: 1 / span 2; padding: 0; overflow: visible; }
  [data-column=id] { grid-column: 2 / 5; grid-row: 1; padding-block: 2px; font-size: .875rem; }
  [data-column=age] { grid-column: 5; grid-row: 1; justify-self: end; }
  [data-column=state] { grid-column: 6; grid-row: 1; justify-self: end; }
  [data-column=api], [data-column=object], [data-column=operation], [data-column=rows], [data-column=failed] { grid-row: 2; }
  [data-column=rows] { grid-column: 5; justify-self: end; }
  [data-column=failed] { grid-column: 6; justify-self: end; }
  td[data-column=rows]::after { content: " rows"; }
  td[data-column=failed]::after { content: " failed"; }
}

@media (forced-colors: active) {
  .badge, .progress, .unread { border: 1px solid; }
  .progress span { forced-color-adjust: none; background: CanvasText; }
  tbody tr[data-selected] { outline: 2px solid Highlight; outline-offset: -2px; }
}

@media print {
  .selection, .choice, .pages button, .sort-menu, .bar button { display: none !important; }
}
`;
