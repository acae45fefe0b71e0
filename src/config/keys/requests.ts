import type { ArrKind } from "../../clients/arr/ArrKind.ts"
import { key, table } from "../Key.ts"
import { bool } from "../values/Choice.ts"
import { secret, text } from "../values/Text.ts"

const video: ReadonlyArray<ArrKind> = ["radarr", "sonarr"]

const approvedOnly = key({
  value: bool,
  default: true,
  effect: "live",
  doc: "Only take requests that were approved. When false, those that wait for approval too."
})
const skipTls = key({ value: bool, default: false, effect: "live", doc: "Accept any certificate of this service." })

/** `[<Arr>.EntrySearch.Ombi]` and `[<Arr>.EntrySearch.Overseerr]`. Source: spec config §7.3. */
export const requestTables = {
  Ombi: table({
    doc: "Search what people asked for in Ombi first, whatever else is searched for. Can be on together with Overseerr.",
    kinds: video,
    keys: {
      SearchOmbiRequests: key({ value: bool, default: false, effect: "live", doc: "Take requests from Ombi." }),
      OmbiURI: key({ value: text, default: "CHANGE_ME", effect: "live", doc: "Address of Ombi." }),
      OmbiAPIKey: key({ value: secret, default: "CHANGE_ME", effect: "live", doc: "API key of Ombi." }),
      ApprovedOnly: approvedOnly,
      SkipTLSVerify: skipTls
    }
  }),
  Overseerr: table({
    doc: "Search what people asked for in Overseerr, Jellyseerr or Seerr first, whatever else is searched for. Can be on together with Ombi.",
    kinds: video,
    keys: {
      SearchOverseerrRequests: key({
        value: bool,
        default: false,
        effect: "live",
        doc: "Take requests from Overseerr, Jellyseerr or Seerr."
      }),
      OverseerrURI: key({ value: text, default: "CHANGE_ME", effect: "live", doc: "Address of Overseerr." }),
      OverseerrAPIKey: key({ value: secret, default: "CHANGE_ME", effect: "live", doc: "API key of Overseerr." }),
      ApprovedOnly: approvedOnly,
      SkipTLSVerify: skipTls,
      Is4K: key({
        generated: [true],
        value: bool,
        default: false,
        effect: "live",
        doc: "This section serves the 4K requests, and no others; when false, all but those."
      })
    }
  })
}
