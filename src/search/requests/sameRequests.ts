import type { MediaRequest } from "../../store/search/Requests.ts"

const lineOf = ({ id, imdbId, requestedAt, seasons, source, title, tmdbId, tvdbId }: MediaRequest): string =>
  JSON.stringify([source, id, title, tmdbId, tvdbId, imdbId, seasons, requestedAt])

/** Everything that two lists can differ in, whatever their order. */
export const fingerprint = (requests: ReadonlyArray<MediaRequest>): string => requests.map(lineOf).sort().join("\n")

/** True when both hold the same requests. */
export const sameRequests = (a: ReadonlyArray<MediaRequest>, b: ReadonlyArray<MediaRequest>): boolean =>
  a.length === b.length && fingerprint(a) === fingerprint(b)
