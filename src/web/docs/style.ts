/** How the documentation looks: the colours of the system, light or dark. */
export const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: color-mix(in srgb, currentColor 20%, transparent); }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; text-transform: capitalize; }
nav ul { columns: 12rem; padding: 0; list-style: none; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: 0 .75rem; }
summary { cursor: pointer; padding: .6rem 0; min-height: 1.75rem; }
.method { display: inline-block; min-width: 4rem; font-weight: 600; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }
pre { overflow-x: auto; white-space: pre-wrap; border-left: 3px solid var(--line); padding-left: .75rem; }
label { display: block; margin: .5rem 0; } input { font: inherit; width: 100%; box-sizing: border-box; min-height: 2.75rem; padding: 0 .5rem; }
button { font: inherit; min-height: 2.75rem; padding: 0 1rem; margin: .5rem 0 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-top: 1px solid var(--line); }
.muted { opacity: .75; }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
`
