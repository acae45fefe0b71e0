import * as Schema from "effect/Schema"
import * as TorrentId from "../clients/qbittorrent/TorrentId.ts"
import type { DecisionRow } from "../store/DecisionLog.ts"
import type { LastDecision } from "../store/LastDecisions.ts"
import { withoutSecrets } from "../store/storable.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import { hostsOf } from "../torrents/trackers/matching.ts"
import { iso, isoOrNull } from "./ProcessView.ts"

const IsoTime = Schema.String.annotations({ description: "ISO 8601, UTC", examples: ["2024-01-15T10:30:00.000Z"] })
const Facts = Schema.Record({ key: Schema.String, value: Schema.Unknown }).annotations({
  jsonSchema: { type: "object", description: "what the rule saw" }
})

const told = <A, I>(schema: Schema.Schema<A, I>, description?: string) =>
  description === undefined ? Schema.NullOr(schema) : Schema.NullOr(schema).annotations({ description })

const number = told(Schema.Number)

const decisionFields = {
  at: IsoTime,
  section: Schema.String.annotations({ description: "section of the config whose rules decided" }),
  rule: Schema.String,
  reason: Schema.String
}

/** The newest decision about a torrent that did nothing. */
export const LastDecisionView = Schema.Struct({
  ...decisionFields,
  again: told(IsoTime, "when it is looked at again though nothing changes; null: only when something changes")
}).annotations({ identifier: "LastDecision" })
export type LastDecisionView = typeof LastDecisionView.Type

/** One decision that acted, and what came of it. */
export const DecisionView = Schema.Struct({
  ...decisionFields,
  instance: Schema.String,
  hash: Schema.String,
  name: Schema.String,
  action: Schema.String.annotations({ examples: ["remove (with files, blocklist, search again)"] }),
  result: Schema.String.annotations({ description: "done, dry run, ignored, deferred: … or failed: …" }),
  facts: Facts
}).annotations({ identifier: "Decision" })
export type DecisionView = typeof DecisionView.Type

const torrentFields = {
  instance: Schema.String.annotations({ description: "section of its qBittorrent" }),
  hash: Schema.String,
  name: Schema.String,
  category: Schema.String,
  section: told(Schema.String, "section that looks after it; null: nobody does"),
  tags: Schema.Array(Schema.String),
  state: Schema.String.annotations({ description: "in the words of qBittorrent 5, for all versions" }),
  progress: told(Schema.Number, "0 to 1"),
  priority: told(Schema.Number, "place in the download queue, from 1"),
  eta: told(Schema.Number, "seconds"),
  availability: number,
  size: told(Schema.Number, "bytes of the wanted files"),
  totalSize: told(Schema.Number, "bytes"),
  amountLeft: told(Schema.Number, "bytes"),
  ratio: number,
  dlspeed: told(Schema.Number, "bytes/s"),
  upspeed: told(Schema.Number, "bytes/s"),
  addedOn: told(IsoTime),
  completionOn: told(IsoTime),
  lastActivity: told(IsoTime),
  seedingTime: told(Schema.Number, "seconds"),
  ratioLimit: told(Schema.Number, "of the torrent itself"),
  seedingTimeLimit: told(Schema.Number, "seconds, of the torrent itself"),
  dlLimit: told(Schema.Number, "bytes/s, 0 = none"),
  upLimit: told(Schema.Number, "bytes/s, 0 = none"),
  superSeeding: Schema.Boolean,
  trackers: told(Schema.Array(Schema.String), "hosts"),
  attention: told(Schema.String, "why it waits for a person, as a sentence"),
  lastDecision: Schema.NullOr(LastDecisionView)
}

/** One torrent as the API shows it. Field names: surface.md §3.3. What qBittorrent did not tell is null. */
export const TorrentView = Schema.Struct(torrentFields).annotations({ identifier: "Torrent" })
export type TorrentView = typeof TorrentView.Type

/** `GET /api/torrents/{instance}/{hash}`. */
export const TorrentDetail = Schema.Struct({
  ...torrentFields,
  online: Schema.Boolean.annotations({
    description: "whether its qBittorrent answers; if not, this is the last picture"
  }),
  contentPath: Schema.String,
  savePath: Schema.String,
  ignoredUntil: told(IsoTime, "when it is looked after again; null unless it is ignored for a time"),
  lastFacts: Facts
}).annotations({ identifier: "TorrentDetail" })
export type TorrentDetail = typeof TorrentDetail.Type

/** Takes secrets out of free text. */
export type Clean = (text: string) => string

/** Announce URLs first, then whatever else is known to be secret. */
export const cleaner =
  (redact: Clean): Clean =>
  (text) =>
    redact(withoutSecrets(text))

const orNull = <A>(value: A | undefined): A | null => value ?? null
const time = (at: number | undefined): string | null => isoOrNull(at ?? null)

/** A torrent as the list shows it. */
export const torrentView = (
  torrent: Torrent,
  context: {
    readonly section: string | undefined
    readonly last: LastDecision | undefined
    readonly attention: string | undefined
    readonly clean: Clean
  }
): TorrentView => ({
  instance: torrent.instance,
  hash: torrent.hash,
  name: context.clean(torrent.name),
  category: torrent.category,
  section: orNull(context.section),
  tags: torrent.tags,
  state: torrent.state,
  progress: orNull(torrent.progress),
  priority: orNull(torrent.queuePosition),
  eta: orNull(torrent.eta),
  availability: orNull(torrent.availability),
  size: orNull(torrent.size),
  totalSize: orNull(torrent.totalSize),
  amountLeft: orNull(torrent.amountLeft),
  ratio: orNull(torrent.ratio),
  dlspeed: orNull(torrent.downloadSpeed),
  upspeed: orNull(torrent.uploadSpeed),
  addedOn: time(torrent.addedAt),
  completionOn: time(torrent.completedAt),
  lastActivity: time(torrent.lastActivityAt),
  seedingTime: orNull(torrent.seedingTime),
  ratioLimit: orNull(torrent.ratioLimit),
  seedingTimeLimit: torrent.seedingTimeLimit === undefined ? null : torrent.seedingTimeLimit / 1000,
  dlLimit: orNull(torrent.downloadLimit),
  upLimit: orNull(torrent.uploadLimit),
  superSeeding: torrent.superSeeding,
  trackers: orNull(hostsOf(torrent)),
  attention: context.attention === undefined ? null : context.clean(context.attention),
  lastDecision: lastDecisionView(context.last, context.clean)
})

/** `null` when none was ever noted. */
export const lastDecisionView = (last: LastDecision | undefined, clean: Clean): LastDecisionView | null =>
  last === undefined
    ? null
    : {
        at: iso(last.at),
        section: last.section,
        rule: last.rule,
        reason: clean(last.reason),
        again: time(last.again)
      }

/** What a rule saw, without secrets. */
export const factsView = (facts: Readonly<Record<string, unknown>>, clean: Clean): Readonly<Record<string, unknown>> =>
  JSON.parse(JSON.stringify(facts, (_key, value: unknown) => (typeof value === "string" ? clean(value) : value)))

/** A row of the decision log. */
export const decisionView = (row: DecisionRow, clean: Clean): DecisionView => ({
  at: iso(row.at),
  instance: TorrentId.instanceOf(row.torrent),
  hash: TorrentId.hashOf(row.torrent),
  name: clean(row.name),
  section: row.section,
  rule: row.rule,
  reason: clean(row.reason),
  action: clean(row.action),
  result: clean(row.result),
  facts: factsView(row.facts, clean)
})
