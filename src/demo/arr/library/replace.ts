import type { ArrFacts } from "../ArrFacts.ts"
import type { Container } from "./Container.ts"
import { containerName } from "./containers.ts"
import type { Shelf } from "./Library.ts"
import type { LibraryItem } from "./LibraryItem.ts"
import { seasonsOf } from "./series.ts"

/** One complaint of a validator, as the Arrs answer it with 400 in a list. */
export interface Refusal {
  readonly propertyName: string
  readonly errorMessage: string
  readonly attemptedValue: unknown
  readonly severity: "error"
  readonly errorCode: string
  readonly formattedMessageArguments: ReadonlyArray<never>
}

const refusal = (propertyName: string, errorMessage: string, attemptedValue: unknown, errorCode: string): Refusal => ({
  propertyName,
  errorMessage,
  attemptedValue,
  severity: "error",
  errorCode,
  formattedMessageArguments: []
})

type Body = Readonly<Record<string, unknown>>

/** What is wrong with the body of a PUT; empty when it is taken. */
export const refusals = (body: Body, profiles: ReadonlySet<number>): ReadonlyArray<Refusal> => {
  const { path, qualityProfileId } = body
  const paths = typeof path === "string" && path.startsWith("/")
  return [
    ...(paths ? [] : [refusal("Path", `Invalid Path: '${path ?? ""}'`, path, "PathValidator")]),
    ...(typeof qualityProfileId === "number" && profiles.has(qualityProfileId)
      ? []
      : [
          refusal(
            "QualityProfileId",
            "Quality Profile does not exist",
            qualityProfileId,
            "QualityProfileExistsValidator"
          )
        ])
  ]
}

const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise)
const number = (value: unknown): number => (typeof value === "number" ? value : 0)
const numbers = (value: unknown): ReadonlyArray<number> =>
  Array.isArray(value) ? value.filter((one): one is number => typeof one === "number") : []

const seasonsIn = (value: unknown): ReadonlyMap<number, boolean> =>
  new Map(
    (Array.isArray(value) ? value : []).flatMap((one: unknown): ReadonlyArray<readonly [number, boolean]> => {
      if (typeof one !== "object" || one === null || !("seasonNumber" in one)) return []
      return typeof one.seasonNumber === "number"
        ? [[one.seasonNumber, "monitored" in one && one.monitored === true]]
        : []
    })
  )

/** A season that was switched on or off takes all its episodes with it. */
const followSeason =
  (before: ReadonlyMap<number, boolean>, after: ReadonlyMap<number, boolean>) =>
  (item: LibraryItem): LibraryItem => {
    if (item.media.kind !== "episode") return item
    const { seasonNumber } = item.media
    const monitored = after.get(seasonNumber)
    const known = before.get(seasonNumber)
    return monitored === undefined || known === undefined || monitored === known ? item : { ...item, monitored }
  }

/**
 * What a PUT leaves behind. Everything that can be edited is replaced by what the body says, and what it does not say
 * gets the default of its type: a body without `monitored` un-monitors, one without `tags` takes them all away, one
 * without `seasons` has none any more. What cannot be edited (titles, dates, statistics) stays.
 */
export const replaced = (shelf: Shelf, body: Body, facts: ArrFacts): Shelf => {
  const name = containerName(facts)
  const monitored = body["monitored"] === true
  const common: Container = {
    ...shelf.container,
    path: text(body["path"], ""),
    profileId: number(body["qualityProfileId"]),
    tags: numbers(body["tags"])
  }
  switch (name) {
    case "movie": {
      const minimumAvailability = text(body["minimumAvailability"], "tba")
      return {
        container: { ...common, tmdbId: number(body["tmdbId"]) },
        items: shelf.items.map((item) => ({ ...item, monitored, minimumAvailability }))
      }
    }
    case "series": {
      const seasons = seasonsIn(body["seasons"])
      return {
        container: {
          ...common,
          monitored,
          seasons,
          onlyTheseSeasons: true,
          tvdbId: number(body["tvdbId"]),
          seasonFolder: body["seasonFolder"] === true,
          seriesType: text(body["seriesType"], "standard"),
          monitorNewItems: text(body["monitorNewItems"], "all")
        },
        items: shelf.items.map(followSeason(seasonsOf(shelf), seasons))
      }
    }
    case "artist":
    case "author":
      return {
        container: {
          ...common,
          monitored,
          metadataProfileId: number(body["metadataProfileId"]),
          monitorNewItems: text(body["monitorNewItems"], "all")
        },
        items: shelf.items
      }
  }
}
