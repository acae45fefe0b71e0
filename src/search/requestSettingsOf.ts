import * as Redacted from "effect/Redacted"
import type { Config } from "../config/Config.ts"
import { whyNoWebUrl } from "../config/urls.ts"
import type { RequestSettings } from "./requests/RequestSettings.ts"

const isSet = (text: string): boolean => text !== "" && text !== "CHANGE_ME"

/** Undefined = switched off, or its address or key is still to be filled in, or is no address. */
const sourceOf = (on: boolean, uri: string, apiKey: Redacted.Redacted) =>
  on && whyNoWebUrl(uri) === undefined && isSet(Redacted.value(apiKey))
    ? { url: uri.replace(/\/+$/, ""), apiKey }
    : undefined

/** From where an Arr section takes requests; nothing but films and series is asked for. A section that does not exist is a defect. */
export const requestSettingsOf = (config: Config, section: string): RequestSettings => {
  const arr = config.Arr[section]
  if (arr === undefined) throw new RangeError(`There is no section [${section}] in this config.`)
  const { Ombi, Overseerr, SearchRequestsEvery } = arr.EntrySearch
  const takes = arr.kind === "radarr" || arr.kind === "sonarr"
  const overseerr = sourceOf(
    takes && Overseerr.SearchOverseerrRequests,
    Overseerr.OverseerrURI,
    Overseerr.OverseerrAPIKey
  )
  const ombi = sourceOf(takes && Ombi.SearchOmbiRequests, Ombi.OmbiURI, Ombi.OmbiAPIKey)
  return {
    every: SearchRequestsEvery * 1_000,
    overseerr: overseerr && {
      ...overseerr,
      approvedOnly: Overseerr.ApprovedOnly,
      skipTlsVerify: Overseerr.SkipTLSVerify,
      is4k: Overseerr.Is4K
    },
    ombi: ombi && { ...ombi, approvedOnly: Ombi.ApprovedOnly, skipTlsVerify: Ombi.SkipTLSVerify }
  }
}
