/** Drawn on a grid of 24, with lines only; each path is one icon. */
const paths = {
  overview: "M4 11.5 12 5l8 6.5M6 10v9h12v-9M10 19v-5h4v5",
  processes: "M3 12h4l2.5-7 4 14 2.5-7H21",
  torrents: "M12 4v11m0 0-4.5-4.5M12 15l4.5-4.5M4 20h16",
  activity: "M12 7v5l3 2M3.5 12A8.5 8.5 0 1 0 6 6M3.5 4v4.5H8",
  searches: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 4.5 4.5",
  library: "M5 4h4v16H5zM9 6h4v14H9zM14 7l3.5-1L21 19l-3.6 1z",
  logs: "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
  config: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
  about: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11v5M12 8h.01",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  ok: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM8.5 12l2.5 2.5 4.5-5",
  warning: "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01",
  error: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM9 9l6 6M15 9l-6 6",
  stopped: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM9.5 9.5h5v5h-5z",
  paused: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM10 9v6M14 9v6",
  waiting: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2",
  restart: "M20 12a8 8 0 1 1-2.4-5.7M20 3.5V8h-4.5",
  play: "M7 4.5v15l12-7.5z",
  stop: "M6 6h12v12H6z",
  right: "m9 5 7 7-7 7",
  down: "m5 9 7 7 7-7",
  rise: "m5 15 7-7 7 7",
  left: "m15 5-7 7 7 7",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5Z",
  screen: "M3.5 5h17v11h-17zM9 20h6M12 16v4",
  offline:
    "M3 3l18 18M8.5 16.5a5 5 0 0 1 7 0M5 13a10 10 0 0 1 5-2.7M19 13a10 10 0 0 0-2.6-1.8M2 9.4a15 15 0 0 1 4.7-2.8M22 9.4A15 15 0 0 0 11 5.5M12 20h.01",
  close: "M6 6l12 12M18 6 6 18",
  help: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM9.8 9.3a2.3 2.3 0 1 1 3.3 2.2c-.8.4-1.1.9-1.1 1.8M12 16.3h.01",
  keyboard: "M3 6.5h18v11H3zM7 10h.01M11 10h.01M15 10h.01M17 10h.01M7 14h10",
  filter: "M4 5h16l-6 7.5V19l-4-2v-4.5z",
  trash: "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5",
  imported: "M12 3v9m0 0-3.5-3.5M12 12l3.5-3.5M4 13v7h16v-7",
  up: "M12 20V9m0 0 4.5 4.5M12 9l-4.5 4.5M4 4h16",
  tag: "M4 12V5h7l9 9-7 7zM8 9h.01",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4Z",
  logout: "M14 4H5v16h9M10 12h11m0 0-3.5-3.5M21 12l-3.5 3.5",
  rows: "M4 6h16M4 12h16M4 18h16",
  compact: "M4 5h16M4 9h16M4 13h16M4 17h16",
  save: "M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6"
} as const

export type IconName = keyof typeof paths

/** A picture beside a word; screen readers hear the word only. */
export const Icon = (props: { readonly name: IconName; readonly size?: number; readonly className?: string }) => (
  <svg
    className={props.className}
    width={props.size ?? 18}
    height={props.size ?? 18}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth={props.name === "more" ? 3 : 1.8}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d={paths[props.name]} />
  </svg>
)
