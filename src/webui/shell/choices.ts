import { useColorScheme, useLocalStorage } from "@mantine/hooks"
import { useCell } from "../live/Cell.ts"
import { type PageSettings, pageSettings } from "../live/settings.ts"
import type { IconName } from "../parts/Icon.tsx"

/** Something a browser may choose for itself, and keep; without a choice the config says. */
interface Choice<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly icon: IconName
}

/** Colours that one may choose; `auto` follows the system, `config` takes the own choice back. */
export type Scheme = PageSettings["scheme"] | "auto" | "config"

export const schemes: ReadonlyArray<Choice<Scheme>> = [
  { value: "dark", label: "Dark", icon: "moon" },
  { value: "light", label: "Light", icon: "sun" },
  { value: "auto", label: "As the system", icon: "screen" },
  { value: "config", label: "As the config has it", icon: "config" }
]

/** How close the rows of tables are that one may choose. */
export type Density = PageSettings["density"] | "config"

export const densities: ReadonlyArray<Choice<Density>> = [
  { value: "comfortable", label: "Comfortable rows", icon: "rows" },
  { value: "compact", label: "Compact rows", icon: "compact" },
  { value: "config", label: "As the config has it", icon: "config" }
]

/** What this browser keeps under a name, if that is one of the values; the library keeps it, and tells other tabs. */
const useKept = <Value extends string>(key: string, isValue: (text: string | undefined) => text is Value) => {
  const [kept, keep, forget] = useLocalStorage<Value | undefined>({
    key,
    getInitialValueInEffect: false,
    serialize: String,
    deserialize: (text) => (isValue(text) ? text : undefined)
  })
  const choose = (value: Value | "config"): void => {
    if (value === "config") forget()
    else keep(value)
  }
  return { kept, choose }
}

const isScheme = (text: string | undefined) => text === "dark" || text === "light" || text === "auto"
const isDensity = (text: string | undefined) => text === "comfortable" || text === "compact"

/** The colours: what was chosen, and what that comes to now. */
export const useScheme = () => {
  const settings = useCell(pageSettings)
  const system = useColorScheme("dark", { getInitialValueInEffect: false })
  const { choose, kept } = useKept("mantine-color-scheme-value", isScheme)
  const shown = kept === undefined ? settings.scheme : kept === "auto" ? system : kept
  return { chosen: kept ?? "config", shown, choose } as const
}

/** The density: what was chosen, and what that comes to now. */
export const useDensity = () => {
  const settings = useCell(pageSettings)
  const { choose, kept } = useKept("qbitrr-density", isDensity)
  return { chosen: kept ?? "config", shown: kept ?? settings.density, choose } as const
}

/** Height of a row of the list of torrents, pixels: `--q-torrent-height`. */
export const torrentHeight: Readonly<Record<PageSettings["density"], number>> = { comfortable: 60, compact: 44 }

/** Height of a row of a library, pixels: `--q-shelf-height`. */
export const shelfHeight: Readonly<Record<PageSettings["density"], number>> = { comfortable: 108, compact: 84 }
