import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { QbittorrentClient } from "../../../../src/clients/qbittorrent/QbittorrentClient.ts"
import * as TorrentId from "../../../../src/clients/qbittorrent/TorrentId.ts"
import type { DecisionRow } from "../../../../src/store/DecisionLog.ts"
import type { Action } from "../../../../src/torrents/Action.ts"
import type { ApplyContext } from "../../../../src/torrents/apply/ApplyContext.ts"
import { Apply, layer as applyLayer, type Planned } from "../../../../src/torrents/apply.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import { clientStub } from "../../../harness/qbittorrent/clientStub.ts"
import { rules, torrent } from "../samples.ts"
import { heartbeat, makeStores } from "../simulation/stores.ts"

const instances = ["qBit", "qBit-seedbox"] as const

/** What is wanted of one torrent, and what happened to it since that was decided. */
interface Wish {
  readonly instance: (typeof instances)[number]
  readonly action: "remove" | "remove, keep files" | "replace" | "tag"
  readonly ignored: "no" | "when decided" | "since then"
}

const wish: fc.Arbitrary<Wish> = fc.record({
  instance: fc.constantFrom(...instances),
  action: fc.constantFrom("remove", "remove", "remove, keep files", "replace", "tag"),
  ignored: fc.constantFrom("no", "no", "no", "no", "when decided", "since then")
})

const actionOf = (wanted: Wish["action"]): Action => {
  switch (wanted) {
    case "remove":
    case "remove, keep files":
      return { _tag: "Remove", deleteFiles: wanted === "remove", blocklist: false, research: false, section: undefined }
    case "replace":
      return { _tag: "Replace", section: "Radarr-Movies", research: false }
    case "tag":
      return { _tag: "AddTags", tags: [Tags.allowedStalled] }
  }
}

const plan = (wanted: Wish, index: number): Planned => {
  const hash = (index + 1).toString(16).padStart(40, "0")
  return {
    torrent: torrent({
      instance: wanted.instance,
      hash,
      id: TorrentId.make(wanted.instance, hash),
      name: `Movie ${index}`,
      tags: wanted.ignored === "when decided" ? [Tags.ignored] : []
    }),
    decision: {
      rule: "stalled",
      reason: "stalled at 50 % for 2 h",
      actions: [actionOf(wanted.action)],
      observed: {},
      memory: {},
      again: undefined,
      needs: undefined
    }
  }
}

/** One run of the door over these wishes: what reached the clients, what was recorded and what came of each. */
const runWith = (
  wishes: ReadonlyArray<Wish>,
  limits: Partial<Pick<ApplyContext, "dryRun" | "dryInstances" | "maxRemovals">>
) =>
  Effect.gen(function* () {
    const planned = wishes.map(plan)
    const tags = new Map(
      planned.map((one, index) => [one.torrent.id, wishes[index]?.ignored === "no" ? one.torrent.tags : [Tags.ignored]])
    )
    const deleted = new Set<TorrentId.TorrentId>()
    const posts: Array<{ readonly path: string; readonly id: TorrentId.TorrentId }> = []
    const recorded: Array<DecisionRow> = []

    const clientOf = (instance: string) =>
      clientStub({
        name: instance,
        torrents: (hashes = []) =>
          Effect.sync(() =>
            hashes.flatMap((hash) => {
              const id = TorrentId.make(instance, hash)
              return deleted.has(id) ? [] : [{ hash, category: "radarr", tags: (tags.get(id) ?? []).join(", ") }]
            })
          ),
        post: (path, form) =>
          Effect.sync(() => {
            const fields = new Map(form)
            for (const hash of (fields.get("hashes") ?? "").split("|")) {
              const id = TorrentId.make(instance, hash)
              posts.push({ path, id })
              if (path.endsWith("/delete")) deleted.add(id)
              if (path.endsWith("/addTags")) tags.set(id, [...(tags.get(id) ?? []), fields.get("tags") ?? ""])
            }
            return "Ok."
          })
      })
    const clients = new Map<string, QbittorrentClient>(instances.map((instance) => [instance, clientOf(instance)]))
    const context: ApplyContext = {
      section: "Radarr-Movies",
      rulesFor: () => rules(),
      dryRun: false,
      dryInstances: new Set(),
      maxRemovals: 10,
      searchesPerHour: () => 20,
      outagePercent: 30,
      pingHosts: [],
      ownerOf: () => undefined,
      qbittorrent: (instance) => clients.get(instance),
      // Its Arr never answers: whatever is to be told to it stays in the journal.
      arr: () => Effect.succeed(undefined),
      ...limits
    }
    const stores = makeStores({ recorded: (row) => recorded.push(row) })
    const applied = yield* Effect.flatMap(Apply, (apply) => apply.run(context, planned)).pipe(
      Effect.provide(applyLayer.pipe(Layer.provide(stores.layer))),
      Effect.provide(heartbeat),
      Effect.provide(Logger.remove(Logger.defaultLogger))
    )
    const resultOf = new Map(applied.map((one) => [one.planned.torrent.id, one.result]))
    return { planned, posts, deleted, recorded, resultOf, stores }
  })

const isRemove = (wanted: Wish): boolean => wanted.action === "remove" || wanted.action === "remove, keep files"

const runs = { numRuns: 200 }

const batch = fc.array(wish, { maxLength: 30 })

describe("the removal cap", () => {
  it("at most MaxRemovalsPerPass torrents are deleted in one run, whatever is planned; the rest is deferred", () =>
    fc.assert(
      fc.asyncProperty(batch, fc.integer({ min: 0, max: 12 }), (wishes, maxRemovals) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const { deleted, planned, resultOf } = yield* runWith(wishes, { maxRemovals })
            assert.isAtMost(deleted.size, maxRemovals)
            const wanted = planned.filter(
              (_, index) =>
                wishes[index] !== undefined && isRemove(wishes[index]) && wishes[index].ignored !== "when decided"
            )
            for (const [index, { torrent }] of wanted.entries()) {
              const result = resultOf.get(torrent.id) ?? ""
              if (index < maxRemovals) assert.match(result, /^(done|cancelled: ignored)$/)
              else assert.strictEqual(result, `deferred: MaxRemovalsPerPass = ${maxRemovals} is reached`)
            }
          })
        )
      ),
      runs
    ))

  it("a replacement deletes nothing, so it neither counts nor is deferred", () =>
    fc.assert(
      fc.asyncProperty(batch, fc.integer({ min: 0, max: 3 }), (wishes, maxRemovals) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const { deleted, planned, posts, resultOf } = yield* runWith(wishes, { maxRemovals })
            for (const [index, { torrent }] of planned.entries()) {
              if (wishes[index]?.action !== "replace" || wishes[index].ignored !== "no") continue
              assert.isFalse(deleted.has(torrent.id))
              assert.isFalse(posts.some(({ id }) => id === torrent.id))
              assert.strictEqual(resultOf.get(torrent.id), "deferred: Radarr-Movies is not ready")
            }
            const free = wishes.filter((one) => isRemove(one) && one.ignored !== "when decided").slice(0, maxRemovals)
            assert.strictEqual(deleted.size, free.filter(({ ignored }) => ignored === "no").length)
          })
        )
      ),
      runs
    ))

  it("dry run: nothing reaches a client, and nothing is journalled", () =>
    fc.assert(
      fc.asyncProperty(batch, fc.boolean(), (wishes, everywhere) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const dry = everywhere ? { dryRun: true } : { dryInstances: new Set(["qBit"]) }
            const { planned, posts, resultOf, stores } = yield* runWith(wishes, dry)
            const quiet = (instance: string): boolean => everywhere || instance === "qBit"
            assert.isFalse(posts.some(({ id }) => quiet(TorrentId.instanceOf(id))))
            assert.isFalse([...stores.pending.values()].some((one) => quiet(TorrentId.instanceOf(one.torrent))))
            for (const { torrent } of planned) {
              if (!quiet(torrent.instance)) continue
              assert.strictEqual(resultOf.get(torrent.id), torrent.tags.includes(Tags.ignored) ? "ignored" : "dry run")
            }
          })
        )
      ),
      runs
    ))

  it("an ignored torrent is never deleted nor replaced, and one that was ignored when decided is not touched at all", () =>
    fc.assert(
      fc.asyncProperty(batch, (wishes) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const { deleted, planned, posts, stores } = yield* runWith(wishes, { maxRemovals: 30 })
            for (const [index, { torrent }] of planned.entries()) {
              const ignored = wishes[index]?.ignored
              if (ignored === "no") continue
              assert.isFalse(deleted.has(torrent.id))
              assert.isFalse([...stores.pending.values()].some((removal) => removal.torrent === torrent.id))
              if (ignored === "when decided") assert.isFalse(posts.some(({ id }) => id === torrent.id))
            }
          })
        )
      ),
      runs
    ))

  it("whatever is wanted is recorded once, with what came of it", () =>
    fc.assert(
      fc.asyncProperty(batch, fc.integer({ min: 0, max: 12 }), (wishes, maxRemovals) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const { planned, recorded, resultOf } = yield* runWith(wishes, { maxRemovals })
            assert.strictEqual(recorded.length, planned.length)
            for (const { torrent } of planned) {
              const rows = recorded.filter((row) => row.torrent === torrent.id)
              assert.deepStrictEqual(
                rows.map(({ result }) => result),
                [resultOf.get(torrent.id)]
              )
            }
          })
        )
      ),
      runs
    ))
})
