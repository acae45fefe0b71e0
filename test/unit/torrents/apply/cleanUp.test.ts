import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { DecisionLog, type DecisionRow } from "../../../../src/store/DecisionLog.ts"
import { Heartbeat } from "../../../../src/supervision/Heartbeat.ts"
import { type CleanUpOrder, cleanUp } from "../../../../src/torrents/apply/cleanUp.ts"
import { type Holder, ownedBy } from "../../../../src/torrents/cleanUp/owned.ts"

const hour = 3_600_000
const day = 24 * hour

/** A folder on the real disk, a clock two hours ahead of it, and what was recorded. */
const world = (isCurrent = true) =>
  Effect.gen(function* () {
    const base = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-clean-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    const root = join(base, "radarr")
    mkdirSync(root)
    const put = (path: string, content = path) => {
      const full = join(root, path)
      mkdirSync(dirname(full), { recursive: true })
      writeFileSync(full, content)
      return full
    }
    const there = (path: string) => existsSync(join(root, path))
    const rows: Array<DecisionRow> = []
    const now = Date.now() + 2 * hour
    yield* TestClock.setTime(now)
    const today = new Date(now).toISOString().slice(0, 10)
    const trash = join(base, ".qbitrr-trash")
    const services = Layer.merge(
      Layer.succeed(DecisionLog, {
        record: (row) => Effect.sync(() => void rows.push(row)),
        recent: () => Effect.succeed([]),
        changes: Stream.empty
      }),
      Layer.succeed(Heartbeat, {
        worker: "Radarr",
        life: 1,
        ready: Effect.void,
        beat: () => Effect.void,
        extend: () => Effect.void,
        release: () => Effect.void,
        degrade: () => Effect.void,
        recover: () => Effect.void,
        isCurrent: Effect.succeed(isCurrent)
      })
    )
    const run = (change: Partial<CleanUpOrder> = {}) =>
      Effect.provide(
        cleanUp({
          section: "Radarr",
          dryRun: false,
          roots: [root],
          foreign: [],
          owned: Effect.succeed(ownedBy([])),
          contents: [],
          expected: [],
          allows: (name) => name.endsWith(".mkv"),
          probe: (path) =>
            Effect.succeed(
              readFileSync(path, "utf8") === "broken"
                ? { _tag: "Unplayable", reason: "moov atom not found" }
                : { _tag: "Playable" }
            ),
          trashFolder: "",
          trashDays: 7,
          told: "",
          ...change
        }),
        services
      )
    return { base, now, put, root, rows, run, there, today, trash }
  })

const holder = (root: string, name: string): Holder => ({
  name,
  contentPath: `${root}/${name}`,
  savePath: root,
  files: undefined,
  mappings: []
})

describe("folder clean-up", () => {
  it.scoped("moves files of no torrent into the trash of the day, and keeps what can be played", () =>
    Effect.gen(function* () {
      const { put, root, rows, run, there, today, trash } = yield* world()
      put("Old/virus.exe", "virus")
      put("Old/film.mkv")
      put("Other/broken.mkv", "broken")
      put("Live/sample.exe")
      const report = yield* run({ owned: Effect.succeed(ownedBy([holder(root, "Live")])) })
      assert.lengthOf(report.moved, 2)
      assert.isFalse(there("Old/virus.exe"))
      assert.isTrue(there("Old/film.mkv"))
      assert.isTrue(there("Live/sample.exe"))
      assert.strictEqual(readFileSync(join(trash, today, "radarr/Old/virus.exe"), "utf8"), "virus")
      assert.isTrue(existsSync(join(trash, today, "radarr/Other/broken.mkv")))
      assert.lengthOf(rows, 1)
      assert.deepInclude(rows[0] ?? {}, {
        section: "Radarr",
        torrent: "Radarr/clean-up",
        rule: "clean-up",
        result: "done"
      })
      assert.deepStrictEqual((yield* run()).moved, [join(root, "Live/sample.exe")])
    })
  )

  it.scoped("a second round moves nothing more", () =>
    Effect.gen(function* () {
      const { put, rows, run } = yield* world()
      put("x.exe")
      yield* run()
      const report = yield* run()
      assert.isEmpty(report.moved)
      assert.lengthOf(rows, 1)
    })
  )

  it.scoped("never writes over what is in the trash", () =>
    Effect.gen(function* () {
      const { put, run, today, trash } = yield* world()
      for (const content of ["first", "second"]) {
        put("x.exe", content)
        yield* run()
      }
      const kept = readdirSync(join(trash, today, "radarr")).map((name) =>
        readFileSync(join(trash, today, "radarr", name), "utf8")
      )
      assert.sameMembers(kept, ["first", "second"])
    })
  )

  it.scoped(
    "removes folders that are empty, but no folder of a torrent, no young one and not the completed folder",
    () =>
      Effect.gen(function* () {
        const { now, put, root, run, there } = yield* world()
        put("Old/deep/x.exe")
        mkdirSync(join(root, "Empty/inner"), { recursive: true })
        mkdirSync(join(root, "Live/inner"), { recursive: true })
        const report = yield* run({ owned: Effect.succeed(ownedBy([holder(root, "Live")])) })
        assert.strictEqual(report.removedFolders, 4)
        assert.deepStrictEqual(readdirSync(root), ["Live"])
        mkdirSync(join(root, "Young"))
        yield* TestClock.setTime(now - 2 * hour)
        yield* run()
        assert.isTrue(there("Young"))
      })
  )

  it.scoped("a dry run changes nothing, and is recorded once", () =>
    Effect.gen(function* () {
      const { base, put, rows, run, there } = yield* world()
      put("x.exe")
      const first = yield* run({ dryRun: true })
      assert.lengthOf(first.moved, 1)
      const second = yield* run({ dryRun: true, told: first.told })
      assert.lengthOf(second.moved, 1)
      assert.isTrue(there("x.exe"))
      assert.deepStrictEqual(readdirSync(base), ["radarr"])
      assert.deepStrictEqual(
        rows.map(({ result }) => result),
        ["dry run"]
      )
    })
  )

  it.scoped("does nothing while the torrents are not known, or when a complete one is not where it should be", () =>
    Effect.gen(function* () {
      const { put, root, run, there } = yield* world()
      put("x.exe")
      assert.isEmpty((yield* run({ owned: Effect.succeed(undefined) })).moved)
      const missing = yield* run({ expected: [join(root, "Film")] })
      assert.isEmpty(missing.moved)
      assert.include(missing.warnings[0], "LocalPathMappings")
      assert.isTrue(there("x.exe"))
    })
  )

  it.scoped("what becomes owned while it works stays", () =>
    Effect.gen(function* () {
      const { put, root, run, there } = yield* world()
      put("a.exe")
      put("b.exe")
      let asked = 0
      // Known at the start and for the first file; then a torrent comes, then a qBittorrent goes away.
      const owned = Effect.sync(() => {
        asked++
        return asked === 1 ? ownedBy([]) : ownedBy([holder(root, "a.exe")])
      })
      yield* run({ owned })
      assert.isTrue(there("a.exe"))
      assert.isFalse(there("b.exe"))
      put("c.exe")
      asked = 0
      yield* run({ owned: Effect.sync(() => (++asked === 1 ? ownedBy([]) : undefined)) })
      assert.isTrue(there("a.exe"))
      assert.isTrue(there("c.exe"))
    })
  )

  it.scoped("knows a torrent's data by the disk too, whatever path leads there", () =>
    Effect.gen(function* () {
      const { base, put, root, run, there } = yield* world()
      put("Seeding/disc/x.exe")
      put("one.exe")
      symlinkSync(root, join(base, "alias"))
      linkSync(join(root, "one.exe"), join(base, "elsewhere.exe"))
      yield* run({ contents: [join(base, "alias", "Seeding"), join(base, "elsewhere.exe")] })
      assert.isTrue(there("Seeding/disc/x.exe"))
      assert.isTrue(there("one.exe"))
    })
  )

  it.scoped("links are neither followed nor moved", () =>
    Effect.gen(function* () {
      const { base, root, run } = yield* world()
      mkdirSync(join(base, "library"))
      writeFileSync(join(base, "library", "precious.exe"), "precious")
      symlinkSync(join(base, "library"), join(root, "library"))
      symlinkSync(join(base, "library", "precious.exe"), join(root, "precious.exe"))
      assert.isEmpty((yield* run()).moved)
      assert.isTrue(lstatSync(join(root, "precious.exe")).isSymbolicLink())
      assert.isTrue(existsSync(join(base, "library", "precious.exe")))
    })
  )

  it.scoped("a trash on another disk takes nothing, and says so", () =>
    Effect.gen(function* () {
      const { put, root, run, there } = yield* world()
      const other = "/dev/shm"
      if (!existsSync(other) || lstatSync(other).dev === lstatSync(root).dev) return
      const trash = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(other, "qbitrr-trash-"))),
        (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
      )
      put("x.exe")
      const report = yield* run({ trashFolder: trash })
      assert.isEmpty(report.moved)
      assert.include(report.warnings[0], "another disk")
      assert.isTrue(there("x.exe"))
    })
  )

  it.scoped("empties days past TrashDays, only those that are ours, and with 0 none", () =>
    Effect.gen(function* () {
      const { now, run, trash } = yield* world()
      const folderOf = (ago: number) => new Date(now - ago * day).toISOString().slice(0, 10)
      const make = (name: string, isOurs: boolean) => {
        mkdirSync(join(trash, name, "radarr"), { recursive: true })
        writeFileSync(join(trash, name, "radarr", "x.exe"), "x")
        if (isOurs) writeFileSync(join(trash, name, ".qbitrr-trash"), "")
      }
      make(folderOf(6), true)
      make(folderOf(9), true)
      make(folderOf(20), false)
      make("2020-99-99", true)
      make("backups", true)
      yield* run({ trashDays: 0 })
      assert.lengthOf(readdirSync(trash), 5)
      yield* run({ dryRun: true })
      assert.lengthOf(readdirSync(trash), 5)
      yield* run({ trashDays: 7 })
      assert.sameMembers(readdirSync(trash), [folderOf(6), folderOf(20), "2020-99-99", "backups"])
    })
  )

  it.scoped("a trash inside the completed folder is left alone", () =>
    Effect.gen(function* () {
      const { put, root, run, there } = yield* world()
      put("x.exe")
      const inside = join(root, "bin")
      yield* run({ trashFolder: inside })
      assert.isFalse(there("x.exe"))
      yield* run({ trashFolder: inside })
      assert.lengthOf(readdirSync(inside), 1)
    })
  )

  it.scoped("a life that was abandoned changes nothing any more", () =>
    Effect.gen(function* () {
      const { put, run, there } = yield* world(false)
      put("x.exe")
      const exit = yield* Effect.exit(run())
      assert.strictEqual(exit._tag, "Failure")
      assert.isTrue(there("x.exe"))
    })
  )
})
