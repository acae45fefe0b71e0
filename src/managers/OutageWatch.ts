import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Config } from "../config/Config.ts"
import { ConfigService } from "../config/ConfigService.ts"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import { type Held, hold } from "../torrents/heldOutages.ts"
import { outagesOf } from "../torrents/OutageGuard.ts"
import type { Outage } from "../torrents/Rule.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { TrackerReadings } from "../torrents/TrackerReadings.ts"

/** The outage guard over all torrents, whoever looks after them. */
export interface OutageWatchService {
  /** `percent`: OutageGuardPercent of the section that asks. An answer is used for a few seconds by all who ask. */
  readonly outages: (instance: string, percent: number) => Effect.Effect<ReadonlyArray<Outage>>
}

export class OutageWatch extends Context.Tag("qbitrr/managers/OutageWatch")<OutageWatch, OutageWatchService>() {}

/** An answer is asked anew after this long. Milliseconds. */
const maxAge = 5_000

/**
 * It looks this often though nobody asks: the end of an outage is told, and a short one is known before the first of its
 * torrents is to be removed.
 */
const followEvery = "1 minute"

interface Answer {
  readonly at: number
  readonly held: ReadonlyArray<Held>
}

const keyOf = (outage: Outage): string => JSON.stringify([outage.scope, outage.evidence])

const nameOf = ({ scope }: Outage): string => (scope._tag === "Client" ? scope.instance : `tracker ${scope.host}`)

/** Percentages that some section goes by. */
const percentsOf = ({ Arr, Settings, qBit }: Config): ReadonlySet<number> =>
  new Set(
    [Settings, ...Object.values(qBit), ...Object.values(Arr)].map(
      ({ OutageGuardPercent }) => OutageGuardPercent ?? Settings.OutageGuardPercent
    )
  )

const concerns = (instance: string, { scope }: Outage): boolean =>
  scope._tag === "Tracker" || scope.instance === instance

/** One warning when an outage begins and one line when it is over. */
export const layer: Layer.Layer<OutageWatch, never, ConfigService | TorrentFeeds | TorrentMemories | TrackerReadings> =
  Layer.scoped(
    OutageWatch,
    Effect.gen(function* () {
      const configs = yield* ConfigService
      const feeds = yield* TorrentFeeds
      const memories = yield* TorrentMemories
      const readings = yield* TrackerReadings
      /** By percentage: sections may differ in it. */
      const answers = new Map<number, Answer>()
      const told = new Map<string, Outage>()

      const tell = Effect.gen(function* () {
        const now = new Map(
          [...answers.values()].flatMap(({ held }) => held.map(({ outage }) => [keyOf(outage), outage] as const))
        )
        for (const [key, outage] of now) {
          if (!told.has(key)) yield* Effect.logWarning(outage.reason)
          told.set(key, outage)
        }
        for (const [key, outage] of told) {
          if (now.has(key)) continue
          told.delete(key)
          yield* Effect.logInfo(`${nameOf(outage)} has recovered; its torrents are judged again`)
        }
      })

      const ask = (percent: number) =>
        Effect.gen(function* () {
          const at = yield* Clock.currentTimeMillis
          const snapshots = yield* feeds.snapshots
          const found = outagesOf({
            torrents: [...snapshots.values()].flatMap(({ torrents }) => [...torrents.values()]),
            readings: readings.get,
            memories: memories.get,
            percent,
            now: at
          })
          const held = hold(answers.get(percent)?.held ?? [], found, at)
          answers.set(percent, { at, held })
          yield* tell
          return held
        })

      const outages: OutageWatchService["outages"] = (instance, percent) =>
        Effect.gen(function* () {
          const known = answers.get(percent)
          const now = yield* Clock.currentTimeMillis
          const held = known !== undefined && now - known.at < maxAge ? known.held : yield* ask(percent)
          return held.map(({ outage }) => outage).filter((outage) => concerns(instance, outage))
        })

      const follow = Effect.flatMap(configs.current, (config) =>
        Effect.forEach(percentsOf(config), (percent) => ask(percent), { discard: true })
      )
      yield* Effect.sleep(followEvery).pipe(Effect.zipRight(follow), Effect.forever, Effect.forkScoped)
      return { outages }
    })
  )
