import * as Effect from "effect/Effect"
import { type ClientError, NotFound } from "../ClientError.ts"
import type { MediaState } from "./ArrClient.ts"
import { adapters } from "./adapters.ts"
import type { MediaRef } from "./MediaRef.ts"
import { type Endpoint, read } from "./request.ts"
import { MediaAnswer, timeOf } from "./wire.ts"

const pathOf = (ref: MediaRef): string => {
  switch (ref.kind) {
    case "movie":
      return `/movie/${ref.movieId}`
    case "episode":
      return `/episode/${ref.episodeId}`
    case "album":
      return `/album/${ref.albumId}`
    case "book":
      return `/book/${ref.bookId}`
  }
}

const two = (value: number): string => String(value).padStart(2, "0")

/**
 * Title, "monitored" and "last searched" of one thing. Monitored means that the thing and whom it belongs to are:
 * a monitored episode of a series that is not monitored is not wanted. Pure.
 */
export const mediaStateOf = (answer: typeof MediaAnswer.Type): MediaState => {
  const owner = answer.series ?? answer.artist ?? answer.author
  const ownerName = owner?.title ?? owner?.artistName ?? owner?.authorName
  const number =
    typeof answer.seasonNumber === "number" && typeof answer.episodeNumber === "number"
      ? `S${two(answer.seasonNumber)}E${two(answer.episodeNumber)}`
      : undefined
  return {
    title: [ownerName, number, answer.title].filter((part) => typeof part === "string" && part !== "").join(" - "),
    monitored: answer.monitored && owner?.monitored !== false,
    lastSearchedAt: timeOf(answer.lastSearchTime)
  }
}

/** `NotFound` too for a reference of another kind of program: the section was pointed elsewhere since it was written down. */
export const readMedia = (endpoint: Endpoint, ref: MediaRef): Effect.Effect<MediaState, ClientError> => {
  const { appName, refKind } = adapters[endpoint.kind]
  return ref.kind === refKind
    ? Effect.map(read(endpoint, pathOf(ref), MediaAnswer), mediaStateOf)
    : Effect.fail(
        new NotFound({
          service: endpoint.name,
          request: `GET ${endpoint.apiPath}${pathOf(ref)}`,
          detail: `${appName} knows no ${ref.kind}.`
        })
      )
}
