import type * as Duration from "effect/Duration"
import type { ArrFacts } from "./ArrFacts.ts"
import type { Command } from "./commands.ts"
import * as Library from "./library/Library.ts"
import { keyOf, type SearchTarget } from "./Media.ts"

/** How a search ends: with its result in the words of the Arrs, with an exception, or not at all. */
export type Ending = "successful" | "unsuccessful" | "failed" | "hang"

/** What a search command comes to. */
export interface SearchOutcome {
  /** Default: successful. A search that hangs keeps one of the two threads until the program is restarted. */
  readonly ends?: Ending
  /** How long it runs. Default: as all searches do. */
  readonly lasts?: Duration.DurationInput
}

const numbers = (value: unknown): ReadonlyArray<number> =>
  (Array.isArray(value) ? value : [value]).filter((one): one is number => typeof one === "number")

/** What a search command is for, as far as it is there; undefined for a command that searches nothing. */
export const targetsOf = (
  library: Library.Library,
  command: Pick<Command, "name" | "body">,
  facts: ArrFacts
): ReadonlyArray<SearchTarget> | undefined => {
  const member = facts.searches[command.name]
  if (member === undefined) return undefined
  const ids = numbers(command.body[member])
  switch (command.name) {
    case "SeasonSearch":
      return ids.flatMap((seriesId) =>
        numbers(command.body["seasonNumber"]).map(
          (seasonNumber): SearchTarget => ({ kind: "season", seriesId, seasonNumber })
        )
      )
    case "SeriesSearch":
      return ids.map((seriesId) => ({ kind: "series", seriesId }))
    case "ArtistSearch":
      return ids.map((artistId) => ({ kind: "artist", artistId }))
    case "AuthorSearch":
      return ids.map((authorId) => ({ kind: "author", authorId }))
    default:
      return ids.flatMap((id) => Library.item(library, id)?.media ?? [])
  }
}

/** Targets by `keyOf`, `all` for those that are not among them. */
export type Outcomes = ReadonlyMap<string, SearchOutcome>

/** What was said of any of the targets, else of all. */
export const outcomeOf = (outcomes: Outcomes, targets: ReadonlyArray<SearchTarget>): SearchOutcome => {
  const own = targets.flatMap((target) => outcomes.get(keyOf(target)) ?? [])
  return own[0] ?? outcomes.get("all") ?? {}
}
