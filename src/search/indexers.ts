import type { HealthCheck } from "../clients/arr/library/LibraryReads.ts"

/** How much of an Arr's indexers can be searched. */
export type IndexersState = "all up" | "some down" | "all down"

/** A line of `health`; `wikiUrl` is in English whatever the language of the Arr, so it tells more than the message. */
export type IndexerHealth = HealthCheck & { readonly wikiUrl?: string | undefined }

/**
 * `IndexerSearchCheck` is a warning in each of its three cases: no indexer has automatic search switched on, all that have
 * are blocked for now, and, of which our searches know nothing, none has interactive search switched on. Source: Radarr,
 * Sonarr and Lidarr `HealthCheck/Checks/IndexerSearchCheck.cs`.
 */
const searchCheck = ({ message, type, wikiUrl = "" }: IndexerHealth): IndexersState => {
  const words = `${message} ${wikiUrl}`.toLowerCase().replaceAll(/[-_]+/g, " ")
  const interactive = /intera[ckt]*ti/.test(words)
  if (interactive && !/automati/.test(words)) return "all up"
  if (type === "error" || /search enabled|unavailable/.test(words)) return "all down"
  // In a language we cannot read: some searches tell more than none for ever.
  return "some down"
}

/**
 * `IndexerStatusCheck` tells of indexers that began to fail within 6 hours, `IndexerLongTermStatusCheck` of those that fail
 * for longer: an error when these are all there are, a warning with their names otherwise.
 */
const statusCheck = ({ type }: IndexerHealth): IndexersState => (type === "error" ? "all down" : "some down")

const stateOf = (check: IndexerHealth): IndexersState => {
  if (check.type !== "warning" && check.type !== "error") return "all up"
  switch (check.source) {
    case "IndexerSearchCheck":
      return searchCheck(check)
    case "IndexerStatusCheck":
    case "IndexerLongTermStatusCheck":
      return statusCheck(check)
    default:
      return "all up"
  }
}

/**
 * What the health of an Arr says of its indexers. When those that failed lately and those that fail for long are all there
 * are only together, both checks are warnings; `IndexerSearchCheck` then tells it.
 */
export const indexersOf = (health: ReadonlyArray<IndexerHealth>): IndexersState => {
  const states = new Set(health.map(stateOf))
  return states.has("all down") ? "all down" : states.has("some down") ? "some down" : "all up"
}
