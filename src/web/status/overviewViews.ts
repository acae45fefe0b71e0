import * as Schema from "effect/Schema"

const IsoTime = Schema.String.annotations({ description: "ISO 8601, UTC", examples: ["2024-01-15T10:30:00.000Z"] })
const Speed = Schema.NullOr(Schema.Number).annotations({ description: "bytes/s; null: no qBittorrent answered" })

/** `GET /api/throughput`. */
export const ThroughputView = Schema.Struct({
  every: Schema.Number.annotations({ description: "seconds between two samples" }),
  samples: Schema.Array(
    Schema.Struct({ at: IsoTime, down: Speed, up: Speed }).annotations({ identifier: "ThroughputSample" })
  ).annotations({ description: "of all qBittorrents together, oldest first; about an hour is kept, in memory" })
}).annotations({ identifier: "Throughput" })
export type ThroughputView = typeof ThroughputView.Type

/** `GET /api/history`. */
export const HistoryView = Schema.Struct({
  hours: Schema.Array(
    Schema.Struct({
      at: IsoTime.annotations({ description: "begin of the hour" }),
      imports: Schema.Int,
      removals: Schema.Int,
      searches: Schema.Int,
      found: Schema.Int.annotations({ description: "of these searches, those of which a release was grabbed" })
    }).annotations({ identifier: "HistoryHour" })
  ).annotations({ description: "oldest first; the current hour is the last one" }),
  import_times: Schema.Array(
    Schema.Struct({
      at: IsoTime,
      seconds: Schema.Number.annotations({ description: "from the end of the download to the confirmed import" })
    }).annotations({ identifier: "ImportTime" })
  ).annotations({ description: "the last 200 imports of a week, oldest first" })
}).annotations({ identifier: "History" })
export type HistoryView = typeof HistoryView.Type

/** `GET /api/about`. */
export const AboutView = Schema.Struct({
  version: Schema.String,
  node: Schema.String.annotations({ examples: ["v24.1.0"] }),
  platform: Schema.String.annotations({ examples: ["linux x64"] }),
  paths: Schema.Struct({
    config: Schema.String,
    data: Schema.String,
    logs: Schema.NullOr(Schema.String).annotations({ description: "null: no log files are written" })
  }),
  programs: Schema.Array(
    Schema.Struct({
      name: Schema.String.annotations({ description: "section" }),
      version: Schema.NullOr(Schema.String).annotations({
        description: "what it called itself when it was last asked; null: it has not answered yet",
        examples: ["Radarr 5.14.0.9383"]
      })
    })
  )
}).annotations({ identifier: "About" })
export type AboutView = typeof AboutView.Type
