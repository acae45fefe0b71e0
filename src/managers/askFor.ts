import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { QueueSnapshot } from "../clients/arr/QueueRecord.ts"
import type { Config } from "../config/Config.ts"
import { ConfigService } from "../config/ConfigService.ts"
import { ImportLedger } from "../store/ImportLedger.ts"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import { Heartbeat, type HeartbeatService } from "../supervision/Heartbeat.ts"
import { sheltered } from "../torrents/apply/sheltered.ts"
import { Apply } from "../torrents/apply.ts"
import type { Ask } from "../torrents/asked/Ask.ts"
import { byHand } from "../torrents/asked/byHand.ts"
import { planAsked } from "../torrents/asked/planAsked.ts"
import { QueueFeeds } from "../torrents/QueueFeeds.ts"
import type { Owner } from "../torrents/Rule.ts"
import * as Tags from "../torrents/Tags.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { ownerOf as ownerByQueue } from "./CategoryManager.ts"
import { contextFor } from "./contexts.ts"
import { rowsOf } from "./facts.ts"
import { arrRulesFor, categoryRulesFor, ownersOf } from "./rulesOf.ts"

/** It is not done, and would not be if it were asked for again right now. `message` is a sentence for people. */
export class AskRefused extends Data.TaggedError("AskRefused")<{ readonly message: string }> {}

/** It could not be done now: something does not answer. */
export class AskFailed extends Data.TaggedError("AskFailed")<{ readonly message: string }> {}

/** What came of it. `waiting`: begun or noted, the rest comes by itself; `unchanged`: it was so already. */
export interface AskAnswer {
  readonly outcome: "done" | "dry run" | "waiting" | "unchanged"
  readonly text: string
}

/** A request is nobody's life: it ends with itself, and nobody waits for its beats. */
const noLife: HeartbeatService = {
  worker: "web",
  life: 1,
  ready: Effect.void,
  beat: () => Effect.void,
  extend: () => Effect.void,
  release: () => Effect.void,
  degrade: () => Effect.void,
  recover: () => Effect.void,
  isCurrent: Effect.succeed(true)
}

const queuesOf = (config: Config) =>
  Effect.gen(function* () {
    const feeds = yield* QueueFeeds
    const queues = new Map<string, QueueSnapshot | undefined>()
    for (const section of Object.keys(config.Arr)) {
      const feed = yield* feeds.get(section)
      queues.set(section, feed === undefined ? undefined : yield* feed.snapshot)
    }
    return queues
  })

/** Who looks after it and which Arr it belongs to; undefined when nobody does. */
const standingOf = (config: Config, torrent: Torrent, queues: ReadonlyMap<string, QueueSnapshot | undefined>) =>
  Effect.map(TorrentMemories, (memories): { readonly section: string; readonly owner: Owner } | undefined => {
    const root = ownersOf(config)(torrent)
    if (root === undefined) return undefined
    const arrs = Object.entries(config.Arr)
      .filter(([, arr]) => arr.Managed)
      .map(([section, arr]) => ({ section, category: arr.Category, research: arr.ReSearch }))
    switch (root.owner._tag) {
      case "Managed":
        return { section: torrent.instance, owner: { _tag: "None" } }
      case "Special": {
        const { previousCategory } = memories.get(torrent.id)
        return { section: torrent.instance, owner: ownerByQueue(arrs, queues, torrent.hash, previousCategory) }
      }
      case "Arr": {
        const { section } = root.owner
        const arr = arrs.find((one) => one.section === section)
        return arr === undefined ? undefined : { section, owner: { _tag: "Known", ...arr } }
      }
    }
  })

const answerOf = (result: string | undefined): Effect.Effect<AskAnswer, AskRefused | AskFailed> => {
  if (result === undefined) return Effect.succeed({ outcome: "waiting", text: "It is being removed already." })
  const [word, ...rest] = result.split(": ")
  const text = rest.join(": ")
  switch (word) {
    case "done":
      return Effect.succeed({ outcome: "done", text: text === "" ? "Done." : `Done: ${text}.` })
    case "dry run":
      return Effect.succeed({ outcome: "dry run", text: "Dry run is on: it was recorded, and nothing was done." })
    case "deferred":
      return Effect.succeed({ outcome: "waiting", text: `Not yet: ${text}.` })
    case "failed":
      return Effect.fail(new AskFailed({ message: `It did not work: ${text}` }))
    default:
      return Effect.fail(new AskRefused({ message: `It is tagged ${Tags.ignored} by now: hands off.` }))
  }
}

/**
 * Does for a person what they ask for one torrent, through the one door: dry run, the ignore gate and the cap on
 * removals hold, and the record says who asked. Asking twice does it once.
 * @param who how they are named in the record
 */
export const askFor = (torrent: Torrent, ask: Ask, who: string) =>
  Effect.gen(function* () {
    const config = yield* (yield* ConfigService).current
    const memories = yield* TorrentMemories
    const apply = yield* Apply
    const queues = yield* queuesOf(config)
    const standing = yield* standingOf(config, torrent, queues)
    if (standing === undefined) {
      const where =
        torrent.category === "" ? "It has no category" : `Its category ${torrent.category} belongs to no section`
      return yield* new AskRefused({ message: `${where}, so that nobody looks after it, and it is not touched.` })
    }
    if (apply.isBeingRemoved(torrent.id)) return yield* answerOf(undefined)
    const { owner, section } = standing
    const arr = owner._tag === "Known" ? owner.section : undefined
    // Imports and the record go by the section that owns it, though a person has moved it to a special category.
    const acting = arr ?? section
    const context = yield* yield* contextFor(acting, (live) =>
      live.Arr[acting] === undefined ? categoryRulesFor(live, acting) : arrRulesFor(live, acting)
    )
    const memory = memories.get(torrent.id)
    const { tagless } = context.rulesFor(torrent)
    const marks = [...torrent.tags, ...(tagless ? (memory.marks ?? []) : [])]
    const now = yield* Clock.currentTimeMillis
    const asked = planAsked({
      ask,
      torrent,
      memory,
      owner,
      queue: arr === undefined ? undefined : rowsOf(queues.get(arr), torrent.hash),
      importEntry: arr === undefined ? undefined : (yield* ImportLedger).get(arr, torrent.id),
      isImported: marks.includes(Tags.imported),
      now
    })
    if (asked._tag === "Refused") return yield* new AskRefused({ message: asked.text })
    if (asked._tag === "Unchanged") return { outcome: "unchanged", text: asked.text } satisfies AskAnswer
    const hours = ask.action === "ignore" && ask.hours !== undefined ? ` for ${ask.hours} h` : ""
    const decision = {
      rule: byHand,
      reason: `${ask.action}${hours}, asked for by ${who}`,
      actions: asked.actions,
      observed: memory,
      memory: asked.memory,
      again: undefined,
      needs: undefined
    }
    yield* Effect.logInfo(`${torrent.name}: ${decision.reason}`)
    const run = Effect.provideService(apply.run(context, [{ torrent, decision }]), Heartbeat, noLife)
    // Who asked may leave; what has begun ends, and is remembered.
    const [applied] = yield* sheltered(run, "3 seconds")
    // What is remembered tells nobody by itself.
    yield* (yield* TorrentFeeds).nudge(torrent.id)
    return yield* answerOf(applied?.result)
  })
