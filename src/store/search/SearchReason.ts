/**
 * Why something is searched for, in the order in which it is (engine §10.8). `Manual`: somebody asked for this search.
 * `Today`: aired within the last 24 hours. `Request`: asked for in Overseerr or Ombi. `Replacement`: its download was
 * removed. The other four come from the library alone.
 */
export const searchReasons = [
  "Manual",
  "Today",
  "Request",
  "Replacement",
  "Missing",
  "CustomFormat",
  "Quality",
  "Upgrade"
] as const

export type SearchReason = (typeof searchReasons)[number]

/** What a thing of the library lacks. */
export type Lack = Extract<SearchReason, "Missing" | "CustomFormat" | "Quality" | "Upgrade">

/** Those that may exceed `SearchLimit` by 2, never the hourly limit. */
export const isPrior = (reason: SearchReason): boolean =>
  reason === "Manual" || reason === "Today" || reason === "Request"
