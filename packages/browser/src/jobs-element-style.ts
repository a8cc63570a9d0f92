/** The look of the element. Its colours follow the page's scheme, and the custom properties that a page sets on it. */
export const jobsElementStyle = `
:host { display: block; color-scheme: light dark; font: inherit; font-size: .875rem;
  --accent: var(--sfbulk-accent, light-dark(#0b5cab, #78b0fd)); --on-accent: var(--sfbulk-on-accent, light-dark(#fff, #06172b));
  --line: var(--sfbulk-line, light-dark(#e0e0e3, #3a414c)); --quiet: var(--sfbulk-quiet, light-dark(#5c5c60, #a9b2bf));
  --bad: var(--sfbulk-bad, light-dark(#a61a14, #ff9d96)); --warn: var(--sfbulk-warn, light-dark(#7e4a04, #ffc36b)); }
:host([hidden]) { display: none; }
.frame { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .375rem .5rem; border-bottom: 1px solid var(--line); text-align: start; white-space: nowrap; }
th { color: var(--quiet); font-weight: 600; }
.age { text-align: end; font-variant-numeric: tabular-nums; }
td.old { color: var(--warn); font-weight: 600; }
a { color: var(--accent); }
p { margin: .5rem 0; }
.quiet { color: var(--quiet); }
.bad { color: var(--bad); }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; min-height: 2.25rem; }
button { min-height: 2rem; padding: 0 .875rem; border: 1px solid var(--accent); border-radius: 999px; background: none;
  color: var(--accent); font: inherit; font-weight: 600; cursor: pointer; }
button.main { background: var(--accent); color: var(--on-accent); }
button:disabled { opacity: .5; cursor: default; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
ul { margin: .25rem 0; padding-inline-start: 1.25rem; }
`;
