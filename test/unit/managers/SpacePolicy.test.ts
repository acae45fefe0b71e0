import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { type SpaceSettings, spacePolicy, spaceSettingsOf } from "../../../src/managers/SpacePolicy.ts"
import type { ApplyContext } from "../../../src/torrents/apply/ApplyContext.ts"
import { DiskUnreadable } from "../../../src/torrents/space/freeBytes.ts"
import { good } from "../config/support.ts"
import { numbered, type Stage, stage } from "./policySupport.ts"

const GB = 1024 ** 3
const mark = "qBitrr-free_space_paused"
const interval = 5_000
const on: SpaceSettings = { enabled: true, threshold: 50 * GB, folder: "" }

interface Changes {
  readonly settings?: () => SpaceSettings
  readonly context?: ApplyContext
  readonly measure?: (folder: string) => Effect.Effect<number, DiskUnreadable>
}

/** Runs the worker beside the test. */
const running = (scene: Stage, { context, measure, settings }: Changes = {}) =>
  Effect.forkScoped(
    spacePolicy({
      instance: "qBit",
      interval,
      context: Effect.succeed(context ?? scene.context()),
      settings: Effect.sync(settings ?? (() => on)),
      ...(measure === undefined ? {} : { measure })
    }).pipe(Effect.provide(scene.layer))
  )

const pass = (passes = 1) => TestClock.adjust(passes * interval)

/** Names with their actions, as asked since the last time. */
const asked = (scene: Stage) => scene.asked().map(({ actions, name }) => `${name}: ${actions.join(", ")}`)

const big = (place: number, left: number) => numbered(place, { amountLeft: left * GB, totalSize: 100 * GB })

describe("spacePolicy", () => {
  it.scoped("check 31: stops what does not fit, holds it, and starts it when there is 5 % more room", () =>
    Effect.gen(function* () {
      const scene = stage({ freeSpace: 120 * GB })
      scene.put(big(1, 40), big(2, 50), big(3, 20))
      yield* running(scene)
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(asked(scene), ["T2: AddTags, Stop"])
      const memory = scene.memories.get(big(2, 0).id)
      assert.strictEqual(memory?.stoppedBy?.reason, "free space")
      yield* pass(100)
      assert.deepStrictEqual(asked(scene), [], "it stays stopped without another word")
      assert.strictEqual(scene.torrents.get(big(2, 0).hash)?.state, "stoppedDL")

      scene.show({ freeSpace: 140.1 * GB })
      yield* pass(20)
      assert.deepStrictEqual(asked(scene), [], "it would fit, but not with 5 % to spare")
      scene.show({ freeSpace: 143 * GB })
      yield* pass()
      // T2 comes first in the queue, so T3 has to make room for it.
      assert.deepStrictEqual(asked(scene), ["T3: AddTags, Stop", "T2: Start, RemoveTags"])
      assert.isUndefined(scene.memories.get(big(2, 0).id)?.stoppedBy)
      assert.deepStrictEqual(scene.torrents.get(big(2, 0).hash)?.tags, [])
      yield* pass(20)
      assert.deepStrictEqual(asked(scene), [])
    })
  )

  it.scoped("check 13: a person's stop stays; a stop of ours, known by memory or by an older mark, resumes", () =>
    Effect.gen(function* () {
      const scene = stage({ freeSpace: 900 * GB })
      const remembered = { ...big(2, 10), state: "stoppedDL" as const }
      scene.put({ ...big(1, 10), state: "stoppedDL" }, remembered, { ...big(3, 10), state: "stoppedDL", tags: [mark] })
      scene.memories.set(remembered.id, { stoppedBy: { reason: "free space", at: -3_600_000 } })
      yield* running(scene)
      yield* pass(20)
      assert.deepStrictEqual(asked(scene), ["T2: Start", "T3: Start, RemoveTags"])
      assert.strictEqual(scene.torrents.get(big(1, 0).hash)?.state, "stoppedDL")
    })
  )

  it.scoped("writes down who stops before it stops, so that a failed stop is cleared up by itself", () =>
    Effect.gen(function* () {
      const scene = stage({ freeSpace: 60 * GB })
      scene.put(big(1, 40))
      scene.refuse(() => "failed: no answer")
      yield* running(scene)
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(asked(scene), ["T1: AddTags, Stop"])
      assert.isDefined(scene.memories.get(big(1, 0).id)?.stoppedBy)
      scene.refuse(undefined)
      scene.show({ freeSpace: 900 * GB })
      yield* pass(20)
      // It runs and fits, so there is nothing left to send.
      assert.deepStrictEqual(asked(scene), [])
      assert.isUndefined(scene.memories.get(big(1, 0).id)?.stoppedBy)
    })
  )

  it.scoped("starts nothing while a stop does not work, and tries that one less and less often", () =>
    Effect.gen(function* () {
      const scene = stage({ freeSpace: 90 * GB })
      scene.put({ ...big(1, 30), state: "stoppedDL", tags: [mark] }, big(2, 35))
      scene.refuse(({ decision }) => (decision.actions.some(({ _tag }) => _tag === "Stop") ? "failed: no" : undefined))
      yield* running(scene)
      yield* TestClock.adjust("5 minutes")
      const tries = asked(scene)
      assert.isTrue(tries.every((one) => one === "T2: AddTags, Stop"))
      assert.isAtLeast(tries.length, 4)
      assert.isAtMost(tries.length, 7)
    })
  )

  it.scoped("waits for a picture taken after its own act", () =>
    Effect.gen(function* () {
      const scene = stage({ freeSpace: 60 * GB, at: 0 })
      scene.put(big(1, 40))
      yield* running(scene)
      yield* TestClock.adjust(1)
      assert.strictEqual(asked(scene).length, 1)
      scene.put(big(1, 40))
      yield* pass(20)
      assert.deepStrictEqual(asked(scene), [], "the old picture shows it running")
    })
  )

  it.scoped("stops nothing that is removed, ignored, failed or of a foreign category", () =>
    Effect.gen(function* () {
      const scene = stage({ freeSpace: 10 * GB })
      scene.put(
        big(1, 40),
        { ...big(2, 40), tags: ["qBitrr-ignored"] },
        { ...big(3, 40), category: "failed" },
        { ...big(4, 40), category: "linux" }
      )
      scene.removing.add(big(1, 40).id)
      yield* running(scene)
      yield* pass(3)
      assert.deepStrictEqual(asked(scene), [])
      scene.removing.clear()
      yield* pass()
      assert.deepStrictEqual(asked(scene), ["T1: AddTags, Stop"])
    })
  )

  it.scoped("does nothing while qBittorrent is away or does not tell its free space, and says that it waits", () =>
    Effect.gen(function* () {
      const scene = stage({ online: false, freeSpace: 0 })
      scene.put(big(1, 40))
      yield* running(scene)
      yield* pass(3)
      assert.deepStrictEqual([...scene.missing.keys()], ["qBit"])
      assert.include(scene.beats, "space")
      scene.show({ online: true, freeSpace: undefined })
      yield* pass(3)
      assert.deepStrictEqual([...scene.missing.keys()], [])
      assert.deepStrictEqual(asked(scene), [])
    })
  )

  it.scoped("takes a free space of 0 for one not measured yet, until it stays so for a minute", () =>
    Effect.gen(function* () {
      const scene = stage({ freeSpace: 0 })
      scene.put(big(1, 40))
      yield* running(scene)
      yield* TestClock.adjust("55 seconds")
      assert.deepStrictEqual(asked(scene), [])
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(asked(scene), ["T1: AddTags, Stop"])
    })
  )

  it.scoped("measures FreeSpaceFolder; a missing one is one error line, and nothing is done until it is there", () =>
    Effect.gen(function* () {
      const scene = stage({ freeSpace: 10 * GB })
      scene.put(big(1, 40))
      let free: number | undefined
      yield* running(scene, {
        settings: () => ({ ...on, folder: "/data" }),
        measure: (folder) =>
          free === undefined
            ? Effect.fail(new DiskUnreadable({ folder, detail: "this folder does not exist" }))
            : Effect.succeed(free)
      })
      yield* pass(10)
      assert.deepStrictEqual(asked(scene), [])
      const errors = scene.logs.filter(({ level }) => level === "ERROR")
      assert.strictEqual(errors.length, 1)
      assert.include(errors[0]?.text, "the disk of /data cannot be measured: this folder does not exist")
      assert.include(errors[0]?.text, "Set FreeSpaceFolder in [qBit]")
      assert.deepStrictEqual([...scene.missing.keys()], ["disk of /data"])
      free = 200 * GB
      yield* pass()
      assert.deepStrictEqual([...scene.missing.keys()], [])
      assert.deepStrictEqual(asked(scene), [], "there is room on that disk")
      free = 60 * GB
      yield* pass()
      assert.deepStrictEqual(asked(scene), ["T1: AddTags, Stop"])
    })
  )

  it.scoped(
    "follows a changed FreeSpace, starts what it stopped when it is off, and nothing without AutoPauseResume",
    () =>
      Effect.gen(function* () {
        const scene = stage({ freeSpace: 100 * GB })
        scene.put(big(1, 40))
        let settings: SpaceSettings = { ...on, threshold: 10 * GB }
        yield* running(scene, { settings: () => settings })
        yield* pass(2)
        assert.deepStrictEqual(asked(scene), [])
        settings = { ...on, threshold: 70 * GB }
        yield* pass()
        assert.deepStrictEqual(asked(scene), ["T1: AddTags, Stop"])
        settings = { ...on, threshold: undefined, enabled: false }
        yield* pass(30)
        assert.deepStrictEqual(asked(scene), [])
        settings = { ...on, threshold: undefined }
        yield* pass()
        assert.deepStrictEqual(asked(scene), ["T1: Start, RemoveTags"])
      })
  )

  it.scoped("dry run remembers no stop", () =>
    Effect.gen(function* () {
      const scene = stage({ freeSpace: 60 * GB })
      scene.put(big(1, 40))
      yield* running(scene, { context: { ...scene.context(), dryRun: true } })
      yield* pass(2)
      assert.isAtLeast(asked(scene).length, 1)
      assert.strictEqual(scene.memories.size, 0)
    })
  )

  it.scoped("says once which downloads it cannot count", () =>
    Effect.gen(function* () {
      const scene = stage({ freeSpace: 60 * GB })
      scene.put(numbered(1, { state: "metaDL", amountLeft: 0, size: 0, totalSize: undefined }))
      yield* running(scene)
      yield* pass(20)
      const lines = scene.logs.filter(({ text }) => text.includes("FreeSpace does not count T1"))
      assert.strictEqual(lines.length, 1)
      assert.deepStrictEqual(asked(scene), [])
    })
  )
})

describe("spaceSettingsOf", () => {
  it("goes by the qBittorrent section, else by [Settings]; -1 is off, CHANGE_ME is qBittorrent's own disk", () => {
    const { config } = good(`
[Settings]
FreeSpace = "50G"
FreeSpaceFolder = "CHANGE_ME"

[qBit]
Host = "localhost"

[qBit-far]
Host = "far"
FreeSpace = "-1"
FreeSpaceFolder = "/mnt/far"
`)
    assert.deepStrictEqual(spaceSettingsOf(config, "qBit"), { enabled: true, threshold: 50 * GB, folder: "" })
    assert.deepStrictEqual(spaceSettingsOf(config, "qBit-far"), {
      enabled: true,
      threshold: undefined,
      folder: "/mnt/far"
    })
  })
})
