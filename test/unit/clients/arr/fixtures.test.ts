import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { ArrKind } from "../../../../src/clients/arr/ArrKind.ts"
import { adapters } from "../../../../src/clients/arr/adapters.ts"
import { eventsOf } from "../../../../src/clients/arr/readHistory.ts"
import { mediaStateOf } from "../../../../src/clients/arr/readMedia.ts"
import { snapshotOf } from "../../../../src/clients/arr/readQueue.ts"
import {
  CommandRow,
  DownloadClientConfig,
  MediaAnswer,
  PageAnswer,
  QueueRow,
  readRows,
  StatusAnswer
} from "../../../../src/clients/arr/wire.ts"
import { hasShared, readShared } from "../../../harness/openapi/shared.ts"
import { fakeArr, ok } from "./fakeHttp.ts"

const fixture = (path: string): unknown => readShared(`api/fixtures/${path}`)

const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [value])

/** A page, or the bare list that some endpoints answer. */
const recordsOf = (value: unknown): ReadonlyArray<unknown> =>
  Array.isArray(value) ? value : Schema.decodeUnknownSync(PageAnswer)(value).records

type Files = ReadonlyArray<readonly [kind: ArrKind, path: string]>

const queues: Files = [
  ["radarr", "pyarr/radarr/queue.json"],
  ["radarr", "pyarr/radarr/queue_details.json"],
  ["radarr", "aiopyarr/radarr/queue.json"],
  ["radarr", "aiopyarr/radarr/queue-2.json"],
  ["radarr", "aiopyarr/radarr/queue-details.json"],
  ["sonarr", "ruddarr/series-queue.json"],
  ["sonarr", "pyarr/sonarr/queue.json"],
  ["sonarr", "aiopyarr/sonarr/queue.json"],
  ["sonarr", "aiopyarr/sonarr/queue-2.json"],
  ["sonarr", "aiopyarr/sonarr/queue-details.json"],
  ["lidarr", "pyarr/lidarr/queue.json"],
  ["lidarr", "aiopyarr/lidarr/queue.json"],
  ["lidarr", "aiopyarr/lidarr/queue-2.json"],
  ["lidarr", "aiopyarr/lidarr/queue-details.json"],
  ["readarr", "pyarr/readarr/queue.json"],
  ["readarr", "aiopyarr/readarr/queue.json"],
  ["readarr", "aiopyarr/readarr/queue-2.json"],
  ["readarr", "aiopyarr/readarr/queue-details.json"]
]

const histories: Files = [
  ["radarr", "ruddarr/movie-history.json"],
  ["radarr", "pyarr/radarr/movie_history.json"],
  ["radarr", "aiopyarr/radarr/history.json"],
  ["radarr", "aiopyarr/radarr/history-movie.json"],
  ["sonarr", "ruddarr/sonarr-history.json"],
  ["sonarr", "ruddarr/series-episode-history.json"],
  ["sonarr", "pyarr/sonarr/history.json"],
  ["sonarr", "aiopyarr/sonarr/history.json"],
  ["lidarr", "aiopyarr/lidarr/history.json"],
  ["readarr", "aiopyarr/readarr/history.json"]
]

const media = [
  "ruddarr/movies.json",
  "ruddarr/series-episodes.json",
  "pyarr/radarr/movie.json",
  "pyarr/radarr/movie_all.json",
  "pyarr/sonarr/episode.json",
  "pyarr/sonarr/episode_series.json",
  "pyarr/lidarr/album.json",
  "pyarr/lidarr/album_all.json",
  "pyarr/readarr/book.json",
  "pyarr/readarr/book_all.json",
  "aiopyarr/radarr/movie.json",
  "aiopyarr/radarr/movie-list.json",
  "aiopyarr/sonarr/episode.json",
  "aiopyarr/lidarr/album.json",
  "aiopyarr/readarr/book.json"
]

const commands = [
  "pyarr/sonarr/command.json",
  "pyarr/sonarr/command_all.json",
  "pyarr/readarr/command.json",
  "pyarr/readarr/command_all.json",
  "aiopyarr/common/command.json",
  "aiopyarr/common/commands.json"
]

const available = hasShared("api/fixtures/sources.tsv")
if (!available) console.warn("No recorded answers of Arrs beside the repository: not decoded.")

describe.skipIf(!available)("recorded answers decode without leaving anything out", () => {
  for (const [kind, path] of queues) {
    it(`queue: ${path}`, () => {
      const records = recordsOf(fixture(path))
      assert.lengthOf(readRows(QueueRow)(records).rows, records.length)
      assert.strictEqual(snapshotOf(adapters[kind], records, 0).skipped, 0)
    })
  }

  for (const [kind, path] of histories) {
    it(`history: ${path}`, () => {
      const records = recordsOf(fixture(path))
      const { events, skipped } = eventsOf(adapters[kind], records)
      assert.strictEqual(skipped, 0)
      assert.isNotEmpty(events)
    })
  }

  for (const path of media) {
    it(`media: ${path}`, () => {
      const decode = Schema.decodeUnknownEither(MediaAnswer)
      const answers = listOf(fixture(path))
      assert.isNotEmpty(answers)
      for (const answer of answers) {
        const decoded = decode(answer)
        assert.isTrue(Either.isRight(decoded))
        if (Either.isRight(decoded)) assert.isNotEmpty(mediaStateOf(decoded.right).title)
      }
    })
  }

  for (const path of commands) {
    it(`command: ${path}`, () => {
      const rows = listOf(fixture(path))
      const read = readRows(CommandRow)(rows)
      assert.strictEqual(read.skipped, 0)
      assert.isTrue(read.rows.every((row) => row.body?.["name"] === row.name))
    })
  }

  for (const path of [
    "ruddarr/system-status.json",
    "pyarr/sonarr/system_status.json",
    "aiopyarr/common/system-status.json"
  ]) {
    it(`system/status: ${path}`, () => {
      const status = Schema.decodeUnknownSync(StatusAnswer)(fixture(path))
      assert.match(status.version ?? "", /^\d+\.\d+/)
    })
  }

  for (const path of ["pyarr/sonarr/config_downloadclient.json", "aiopyarr/common/downloadclientconfig.json"]) {
    it(`config/downloadclient: ${path}`, () => {
      assert.isTrue(Schema.decodeUnknownSync(DownloadClientConfig)(fixture(path)).autoRedownloadFailed)
    })
  }
})

describe.skipIf(!available)("what the recorded answers mean", () => {
  it("one download of a season is many rows of one group, with the reason why it is not imported", () => {
    const { byHash, pending } = snapshotOf(adapters.sonarr, recordsOf(fixture("ruddarr/series-queue.json")), 0)
    const rows = byHash.get("b7614f8f3e52276febef99e45792cdb885b44b50") ?? []
    assert.lengthOf(rows, 1)
    assert.deepStrictEqual(rows[0]?.media, { kind: "episode", seriesId: 366, seasonNumber: 1, episodeId: 14199 })
    assert.strictEqual(rows[0]?.trackedState, "importPending")
    assert.strictEqual(rows[0]?.trackedStatus, "warning")
    assert.strictEqual(
      rows[0]?.messages[1]?.messages[0],
      "Not an upgrade for existing episode file(s). Existing quality: HDTV-1080p. New Quality SDTV."
    )
    const sizes = [...byHash.values()].map((group) => group.length)
    assert.isAbove(Math.max(...sizes), 1)
    assert.strictEqual(
      sizes.reduce((sum, size) => sum + size, pending.length),
      48
    )
  })

  it("history keeps grabs, imports and failures apart and tells nothing of their data", () => {
    const { events } = eventsOf(adapters.sonarr, recordsOf(fixture("ruddarr/sonarr-history.json")))
    const count = (type: string) => events.filter((event) => event.type === type).length
    assert.deepStrictEqual(
      { grabbed: count("grabbed"), imported: count("imported"), failed: count("failed"), other: count("other") },
      { grabbed: 106, imported: 81, failed: 17, other: 46 }
    )
    assert.isTrue(events.every((event, index) => index === 0 || event.at <= (events[index - 1]?.at ?? 0)))
    assert.notInclude(JSON.stringify(events), "http")
  })

  it.effect("a page that is not the whole list is no answer", () =>
    Effect.gen(function* () {
      // Two samples of that library claim more records than they hold.
      for (const [kind, path] of [
        ["lidarr", "aiopyarr/lidarr/queue-2.json"],
        ["sonarr", "aiopyarr/sonarr/queue-2.json"]
      ] as const) {
        const { client } = fakeArr(kind, () => ok(fixture(path)))
        const error = yield* Effect.flip(client.queue)
        assert.strictEqual(error._tag, "Malformed")
      }
    })
  )
})
