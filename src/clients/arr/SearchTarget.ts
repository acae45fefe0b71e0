import type { MediaRef } from "./MediaRef.ts"

/** What one search command looks for: one thing, a season, or a whole series. Ids are the Arr's own. */
export type SearchTarget =
  | MediaRef
  | { readonly kind: "season"; readonly seriesId: number; readonly seasonNumber: number }
  | { readonly kind: "series"; readonly seriesId: number }
