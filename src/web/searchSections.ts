import type { Config } from "../config/Config.ts"

/** Sections that have a search worker, by name. */
export const searchSections = (config: Config): ReadonlyArray<string> =>
  config.overrides.processingOnly
    ? []
    : Object.entries(config.Arr)
        .filter(([, { Managed }]) => Managed)
        .map(([section]) => section)
        .sort()

/** The one of that name, in any case as long as one only has it. */
export const namedIn = (sections: ReadonlyArray<string>, name: string): string | undefined => {
  if (sections.includes(name)) return name
  const [first, ...others] = sections.filter((section) => section.toLowerCase() === name.toLowerCase())
  return others.length === 0 ? first : undefined
}

/** Why a name is none of them. */
export const noSection = (config: Config, name: string): string => {
  if (config.overrides.processingOnly) return "Nothing is searched for: QBITRR_OVERRIDES_PROCESSING_ONLY is set."
  return `No section ${name} searches. Sections that do: ${searchSections(config).join(", ") || "none"}.`
}
