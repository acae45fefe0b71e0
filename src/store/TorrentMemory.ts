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
  firstSeenAt: optional(Schema.Number),
  /** Our marks (`Tags.marks`): the truth with `Tagless`, else a copy of the tags. Sorted. */
  marks: optional(Schema.Array(Schema.String)),
  /** We stopped it, and why; only what has this is ever started by us. */
  stoppedBy: optional(Schema.Struct({ reason: Schema.Literal("free space"), at: Schema.Number })),
  /** Times it was found bad, the last of them, and the bytes that were left then: fewer left is progress. */
  strikes: optional(Schema.Struct({ count: Schema.Number, at: Schema.Number, left: Schema.Number })),
  /** Seen in stalledUP without a break since then (engine §2.12.2). */
  stalledUpSince: optional(Schema.Number),
  /** Found slower than MaximumETA without a break since then. */
  slowSince: optional(Schema.Number),
  /** Rechecks of an errored torrent, when the next one may be, and since when the last one stands at the same progress. */
  errored: optional(
    Schema.Struct({
      attempts: Schema.Number,
      nextAt: Schema.Number,
      standing: optional(Schema.Struct({ since: Schema.Number, progress: Schema.Number }))
    })
  ),
  /** Its replacement was asked for (`ReSearchStalled`), so its removal is nobody's failure any more. */
  replacedAt: optional(Schema.Number),
  /** When its custom-format scores were last read and judged without an action. */
  formatsJudgedAt: optional(Schema.Number),
  /** Since when all its trackers say that it is gone. */
  goneSince: optional(Schema.Number),
  /** Since when all that may claim seeding from it say that they do not know it. */
  forgottenSince: optional(Schema.Number),
  /** Since when it has missing files or an error. */
  brokenSince: optional(Schema.Number),
  /** A person had it ignored until then: the end of the tag, and when it was asked for. */
  ignoredFor: optional(Schema.Struct({ until: Schema.Number, askedAt: Schema.Number }))
})

export interface TorrentMemory extends Schema.Schema.Type<typeof TorrentMemory> {}

export const empty: TorrentMemory = {}
