import { type CSSVariablesResolver, createTheme } from "@mantine/core"

/** Neutral greys a little cooler than the library's, one accent; every pair of text and ground has a contrast of 4.5 at least. */
export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: "md",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.5rem" }, h2: { fontSize: "1.1rem" } } },
  respectReducedMotion: true,
  focusRing: "auto",
  cursorType: "pointer",
  colors: {
    accent: [
      "#edf1ff",
      "#d9e1ff",
      "#b3c3ff",
      "#9db1ff",
      "#8aa2ff",
      "#7089f7",
      "#5a75ee",
      "#4560db",
      "#3a52bf",
      "#2c3f96"
    ],
    dark: ["#e4e7ec", "#c2c8d0", "#a3abb6", "#7b8491", "#4a525e", "#363d47", "#2a3038", "#16191e", "#111418", "#0b0d10"]
  }
})

/** Status colours and grounds of both schemes; the library's dimmed greys are too pale on white. */
export const variables: CSSVariablesResolver = (current) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#555e6b",
    "--mantine-color-placeholder": "#6b7480",
    "--mantine-color-body": "#ffffff",
    "--q-surface": "#f6f7f9",
    "--q-raised": "#ffffff",
    "--q-line": "#dfe3e8",
    "--q-good": "#12703a",
    "--q-warn": "#8a4b00",
    "--q-bad": "#b3261e",
    "--q-busy": "#2c4fb8",
    "--q-idle": "#555e6b",
    "--q-glow": "#d9e1ff",
    "--q-link": current.colors["accent"]?.[8] ?? "#3a52bf"
  },
  dark: {
    "--mantine-color-dimmed": "#a3abb6",
    "--mantine-color-placeholder": "#a3abb6",
    "--q-surface": "#1c2026",
    "--q-raised": "#1f242b",
    "--q-line": "#2f363f",
    "--q-good": "#6fdc98",
    "--q-warn": "#f5c04f",
    "--q-bad": "#ff9489",
    "--q-busy": "#a3b7ff",
    "--q-idle": "#a3abb6",
    "--q-glow": "#2c3a66",
    "--q-link": current.colors["accent"]?.[3] ?? "#9db1ff"
  }
})
