import * as Schema from "effect/Schema"
import type { TailedLine } from "../../observability/LogTail.ts"
import { SyncView } from "../library/LibraryViews.ts"
import { iso } from "../ProcessView.ts"
import type { Clean } from "../TorrentView.ts"

const IsoTime = Schema.String.annotations({ description: "ISO 8601, UTC", examples: ["2024-01-15T10:30:00.000Z"] })

/** `event: hello`, the first one of every connection. */
export const HelloEvent = Schema.Struct({
  version: Schema.String,
  serverTime: IsoTime,
  id: Schema.String.annotations({ description: "of the newest event; also `id:` of this one, unless it resumes" }),
  resumed: Schema.Boolean.annotations({ description: "what was missed since `Last-Event-ID` follows" })
}).annotations({ identifier: "HelloEvent" })
export type HelloEvent = typeof HelloEvent.Type

/** `event: torrent`: these differ in something `GET /api/torrents` shows, are new, or are gone. */
export const TorrentEvent = Schema.Struct({
  instance: Schema.String,
  hashes: Schema.NullOr(Schema.Array(Schema.String)).annotations({ description: "null: many; fetch the list" })
}).annotations({ identifier: "TorrentEvent" })
export type TorrentEvent = typeof TorrentEvent.Type

/** `event: library`: a library is read, or there is something else in it. */
export const LibraryEvent = Schema.Struct({
  section: Schema.String,
  changed: Schema.Boolean.annotations({ description: "what is in it differs: fetch what you show of it" }),
  sync: Schema.NullOr(SyncView).annotations({ description: "as `GET /api/library` shows it" })
}).annotations({ identifier: "LibraryEvent" })
export type LibraryEvent = typeof LibraryEvent.Type

/** `event: config`: another config is in force. */
export const ConfigEvent = Schema.Struct({
  revision: Schema.NullOr(Schema.String).annotations({ description: "of the file; null when it cannot be read" }),
  changed: Schema.Array(Schema.String).annotations({
    description: "dotted keys, or names of sections that came or went"
  })
}).annotations({ identifier: "ConfigEvent" })
export type ConfigEvent = typeof ConfigEvent.Type

/** One entry of a log; a cause stands on further lines of `text`. */
export const LogLineView = Schema.Struct({
  at: Schema.NullOr(IsoTime),
  level: Schema.NullOr(Schema.Literal("TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")),
  name: Schema.NullOr(Schema.String).annotations({ description: "the process that wrote it" }),
  text: Schema.String
}).annotations({ identifier: "LogLine" })
export type LogLineView = typeof LogLineView.Type

/** `event: log`: lines of the file that the client follows. */
export const LogEvent = Schema.Struct({
  file: Schema.String,
  lines: Schema.Array(LogLineView)
}).annotations({ identifier: "LogEvent" })
export type LogEvent = typeof LogEvent.Type

/** Characters of one entry that are shown; the file has the rest. */
export const longestText = 16_384

/** Cut where it is too long to be read. */
export const shortened = (text: string): string =>
  text.length <= longestText ? text : `${text.slice(0, longestText)}… (${text.length - longestText} more characters)`

const isLevel = Schema.is(LogLineView.fields.level)

/** A line as the logger wrote it. */
export const logLineView = (line: TailedLine, clean: Clean): LogLineView => ({
  at: iso(line.at),
  level: isLevel(line.level) ? line.level : null,
  name: line.worker ?? null,
  text: clean(shortened(line.text))
})
