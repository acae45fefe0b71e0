import type { SearchView } from "../../../web/SearchView.ts"
import type { Ordered } from "../../live/searches.ts"
import type { IconName } from "../../parts/Icon.tsx"
import type { Tone } from "../../parts/Status.tsx"

const reasons: Readonly<Record<SearchView["reason"], string>> = {
  Manual: "asked for by hand",
  Today: "released today",
  Request: "requested",
  Replacement: "replacement",
  Missing: "missing",
  CustomFormat: "custom format",
  Quality: "quality",
  Upgrade: "upgrade"
}

/** Why something is searched for. */
export const reasonWord = (reason: SearchView["reason"]): string => reasons[reason]

/** That what was asked for is taken, and what it has to wait for. */
export const takenWords = ({
  held,
  section,
  title
}: Extract<Ordered, { readonly _tag: "Taken" }>): { readonly first: string; readonly rest: string } => ({
  first: `${title} is searched for next`,
  rest: `${section}. ${held === null ? "It goes before everything else." : `It has to wait: ${held}`}`
})

/** What came of a search: the best of its grabs counts. */
export const resultOf = (
  search: SearchView
): { readonly word: string; readonly icon: IconName; readonly tone: Tone } => {
  if (search.grabs.some(({ importedAt }) => importedAt !== null))
    return { word: "imported", icon: "imported", tone: "good" }
  if (search.grabs.length > 0) {
    return search.grabs.every(({ failedAt }) => failedAt !== null)
      ? { word: "found, failed", icon: "error", tone: "bad" }
      : { word: "found", icon: "torrents", tone: "busy" }
  }
  switch (search.state) {
    case "sending":
    case "running":
      return { word: "running", icon: "searches", tone: "busy" }
    case "failed":
      return { word: "failed", icon: "error", tone: "bad" }
    case "lost":
      return { word: "no answer", icon: "help", tone: "warn" }
    case "done":
      return { word: "found nothing", icon: "stopped", tone: "idle" }
  }
}
