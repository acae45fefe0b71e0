import * as Schema from "effect/Schema"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/**
 * What must be remembered about one torrent across restarts. Times are epoch milliseconds.
 * Stored as JSON, so a missing field is always allowed and means "never".
 */
export const TorrentMemory = Schema.Struct({
  /** Last category that was neither the failed nor the recheck category. */
  previousCategory: optional(Schema.String),
  /** When the recheck that the recheck category asked for was sent, and whether checking was seen since. */
  recheck: optional(Schema.Struct({ requestedAt: Schema.Number, sawChecking: Schema.Boolean })),
  /** Fingerprint of the filter rules and file list that were last applied. */
  filterSignature: optional(Schema.String),
  /** First time it was seen by this daemon. */
  firstSeenAt: optional(Schema.Number)
})

export interface TorrentMemory extends Schema.Schema.Type<typeof TorrentMemory> {}

export const empty: TorrentMemory = {}
