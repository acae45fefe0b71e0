import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import { outagesOf } from "../torrents/OutageGuard.ts"
import type { Outage } from "../torrents/Rule.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { TrackerReadings } from "../torrents/TrackerReadings.ts"

/** The outage guard over all torrents of one qBittorrent, whoever looks after them. */
export interface OutageWatchService {
  /** `percent`: OutageGuardPercent of the section that asks. An answer is used for a few seconds by all who ask. */
  readonly outages: (instance: string, percent: number) => Effect.Effect<ReadonlyArray<Outage>>
}

export class OutageWatch extends Context.Tag("qbitrr/managers/OutageWatch")<OutageWatch, OutageWatchService>() {}

/** An answer is asked anew after this long. Milliseconds. */
const maxAge = 5_000

/** While an outage lasts it is looked at this often, so that its end is told though nobody asks. */
const followEvery = "1 minute"

interface Answer {
  readonly instance: string
  readonly percent: number
  readonly at: number
  readonly outages: ReadonlyArray<Outage>
}

const keyOf = (outage: Outage): string => JSON.stringify([outage.scope, outage.evidence])

const nameOf = ({ scope }: Outage): string => (scope._tag === "Client" ? scope.instance : `tracker ${scope.host}`)

/** One warning when an outage begins and one line when it is over. */
export const layer: Layer.Layer<OutageWatch, never, TorrentFeeds | TorrentMemories | TrackerReadings> = Layer.scoped(
  OutageWatch,
  Effect.gen(function* () {
    const feeds = yield* TorrentFeeds
    const memories = yield* TorrentMemories
    const readings = yield* TrackerReadings
    const answers = new Map<string, Answer>()
    const told = new Map<string, Outage>()

    const tell = (instance: string, outages: ReadonlyArray<Outage>) =>
      Effect.gen(function* () {
        const now = new Map(outages.map((outage) => [`${instance} ${keyOf(outage)}`, outage]))
        for (const [key, outage] of now) {
          if (!told.has(key)) yield* Effect.logWarning(outage.reason)
          told.set(key, outage)
        }
        for (const [key, outage] of told) {
          if (!key.startsWith(`${instance} `) || now.has(key)) continue
          told.delete(key)
          yield* Effect.logInfo(`${nameOf(outage)} has recovered; its torrents are judged again`)
        }
      })

    const ask = (instance: string, percent: number) =>
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        const snapshot = (yield* feeds.snapshots).get(instance)
        const outages = outagesOf({
          torrents: snapshot === undefined ? [] : [...snapshot.torrents.values()],
          readings: readings.get,
          memories: memories.get,
          percent,
          now: at
        })
        answers.set(`${instance} ${percent}`, { instance, percent, at, outages })
        yield* tell(instance, outages)
        return outages
      })

    const outages: OutageWatchService["outages"] = (instance, percent) =>
      Effect.gen(function* () {
        const known = answers.get(`${instance} ${percent}`)
        const now = yield* Clock.currentTimeMillis
        return known !== undefined && now - known.at < maxAge ? known.outages : yield* ask(instance, percent)
      })

    yield* Effect.sleep(followEvery).pipe(
      Effect.zipRight(
        Effect.suspend(() =>
          Effect.forEach(
            [...answers.values()].filter((answer) => answer.outages.length > 0),
            ({ instance, percent }) => ask(instance, percent)
          )
        )
      ),
      Effect.forever,
      Effect.forkScoped
    )
    return { outages }
  })
)
