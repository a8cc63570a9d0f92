/** The style of the status page: light and dark as the reader's system is, tables as cards where there is no room. */
export const statusStyle = `
:root { color-scheme: light dark; --page: #fff; --ink: #1b1f24; --soft: #59636e; --line: #d8dee4; --well: #f6f8fa;
  --good: #116329; --busy: #0a53be; --warn: #8a4600; --bad: #a40e26; }
@media (prefers-color-scheme: dark) { :root { --page: #0f1318; --ink: #e6ebf1; --soft: #9aa6b2; --line: #2c343d;
  --well: #181e25; --good: #4ac26b; --busy: #6cb2ff; --warn: #e0a04a; --bad: #ff8f8f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 3rem; background: var(--page);
  color: var(--ink); font: 0.9375rem/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: baseline; justify-content: space-between; }
h1 { margin: 0; font-size: 1.375rem; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.0625rem; }
h2 small, p, dt, th { color: var(--soft); font-weight: 400; }
p { margin: 0.25rem 0 0.75rem; max-width: 48rem; }
a { color: var(--busy); }
code, pre { font: 0.8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { margin: 0.75rem 0; padding: 0.75rem; white-space: pre-wrap; background: var(--well); border: 1px solid var(--line);
  border-radius: 6px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 0; }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.375rem 0.75rem 0.375rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { white-space: nowrap; font-size: 0.8125rem; }
.good { color: var(--good); } .busy { color: var(--busy); } .warn { color: var(--warn); } .bad { color: var(--bad); }
@media (max-width: 44rem) {
  dl { grid-template-columns: 1fr; } dt { margin-top: 0.375rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: grid; grid-template-columns: 1fr; padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
  td { display: block; position: relative; min-height: 1.5rem; padding: 0 0 0 7rem; border: 0; }
  td::before { content: attr(data-label); position: absolute; left: 0; color: var(--soft); font-size: 0.8125rem; }
  td:empty { display: none; }
}
`;
