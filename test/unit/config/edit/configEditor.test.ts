import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { adviceOf } from "../../../../src/config/edit/atomicWrite.ts"
import type { ConfigEdit } from "../../../../src/config/edit/ConfigEdit.ts"
import { protectedPaths } from "../../../../src/config/edit/protectedKeys.ts"
import { showPath } from "../../../../src/config/KeyPath.ts"
import { editorWorld } from "./editorWorld.ts"

const text = `# mine
[Settings]
LoopSleepTimer = 7 # seconds

[WebUI]
Token = "a-token-of-mine"

[Radarr-Movies]
URI = "http://radarr:7878"
APIKey = "0123456789abcdef0123456789abcdef"
`

const changes = (all: Record<string, unknown>): ConfigEdit => ({ _tag: "Changes", changes: all, rename: {} })
const admin = { revision: undefined, admin: true }
const limited = { revision: undefined, admin: false }

const refusals = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.either(effect), (result) => (Either.isLeft(result) ? result.left : undefined))

describe("a save", () => {
  it.scopedLive("changes the file, keeps its comments, is in force at once, and tells what it changed", () =>
    Effect.gen(function* () {
      const { configs, editor, read } = yield* editorWorld(text)
      const saved = yield* editor.save(changes({ "Settings.LoopSleepTimer": 9 }), admin)
      assert.strictEqual(read(), text.replace("= 7 #", "= 9 #"))
      assert.strictEqual((yield* configs.current).Settings.LoopSleepTimer, 9)
      assert.strictEqual(saved.reload._tag, "Reloaded")
      assert.strictEqual(saved.revision, (yield* editor.onDisk).revision)
      assert.deepStrictEqual(
        saved.proposal.diff.changes.map(({ effect, key }) => [key, effect]),
        [["Settings.LoopSleepTimer", "workers"]]
      )
    })
  )

  it.scopedLive("that changes nothing writes nothing and keeps no version", () =>
    Effect.gen(function* () {
      const { editor, file } = yield* editorWorld(text)
      const before = statSync(file, { bigint: true })
      yield* editor.save(changes({ "Settings.LoopSleepTimer": 7, "WebUI.Token": "[redacted]" }), admin)
      assert.strictEqual(statSync(file, { bigint: true }).mtimeNs, before.mtimeNs)
      assert.lengthOf(yield* editor.backups, 0)
    })
  )

  it.scopedLive("of a config that could not be used changes nothing and tells all problems with their keys", () =>
    Effect.gen(function* () {
      const { configs, editor, read } = yield* editorWorld(text)
      const error = yield* refusals(
        editor.save(changes({ "Settings.LoopSleepTimer": "soon", "Settings.MaxStrikes": -4 }), admin)
      )
      assert.deepStrictEqual(
        error?._tag === "EditRefused" ? error.problems.map(({ key, line }) => [key, line]) : error,
        [
          ["Settings.LoopSleepTimer", 3],
          ["Settings.MaxStrikes", 4]
        ]
      )
      assert.strictEqual(read(), text)
      assert.strictEqual((yield* configs.current).Settings.LoopSleepTimer, 7)
    })
  )

  it.scopedLive("of an older revision is stale, also when the file was edited by hand meanwhile", () =>
    Effect.gen(function* () {
      const { editor, read, write } = yield* editorWorld(text)
      const { revision } = yield* editor.onDisk
      const edited = text.replace("# mine", "# mine, by hand")
      write(edited)
      const error = yield* refusals(editor.save(changes({ "Settings.DryRun": true }), { revision, admin: true }))
      assert.strictEqual(error?._tag, "StaleRevision")
      assert.strictEqual(read(), edited)
    })
  )

  it.scopedLive("comes after another one, so that of two with the same revision one is stale and none is lost", () =>
    Effect.gen(function* () {
      const { editor, read } = yield* editorWorld(text)
      const { revision } = yield* editor.onDisk
      const results = yield* Effect.all(
        [1, 2, 3, 4].map((n) =>
          refusals(editor.save(changes({ [`Radarr-${n}.Managed`]: false }), { revision, admin: true }))
        ),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(
        results.map((one) => one?._tag),
        [undefined, "StaleRevision", "StaleRevision", "StaleRevision"]
      )
      yield* Effect.all(
        [5, 6, 7, 8].map((n) => editor.save(changes({ [`Radarr-${n}.Managed`]: false }), admin)),
        { concurrency: "unbounded" }
      )
      for (const n of [1, 5, 6, 7, 8]) assert.include(read(), `[Radarr-${n}]\nManaged = false`)
    })
  )

  it.scopedLive("mends a file that cannot be used at the moment", () =>
    Effect.gen(function* () {
      const { configs, editor, read, write } = yield* editorWorld(text)
      write(`${text}[Broken\n`)
      const shown = yield* editor.shown((yield* editor.onDisk).text)
      assert.strictEqual(
        (yield* refusals(editor.save(changes({ "Settings.DryRun": true }), admin)))?._tag,
        "EditRefused"
      )
      yield* editor.save({ _tag: "Text", toml: shown.replace("[Broken\n", "").replace("= 7", "= 8") }, admin)
      assert.strictEqual(read(), text.replace("= 7", "= 8"))
      assert.strictEqual((yield* configs.current).Settings.LoopSleepTimer, 8)
    })
  )

  it.scopedLive("of a file in another encoding is refused, since it would lose what it cannot read", () =>
    Effect.gen(function* () {
      const { editor, file } = yield* editorWorld(text)
      const latin = Buffer.from(text.replace("# mine", "# für mich"), "latin1")
      writeFileSync(file, latin)
      const error = yield* refusals(editor.save(changes({ "Settings.DryRun": true }), admin))
      assert.match(error?._tag === "EditRefused" ? (error.problems[0]?.message ?? "") : "", /not UTF-8/)
      assert.isTrue(readFileSync(file).equals(latin))
    })
  )
})

describe("values of the environment", () => {
  const env = { QBITRR_SETTINGS__LOOPSLEEPTIMER: "3", QBITRR_RADARR_MOVIES__APIKEY: "from-the-environment" }

  it.scopedLive("cannot be saved over, by key or in the text, and the variable is named", () =>
    Effect.gen(function* () {
      const { editor, read } = yield* editorWorld(text, env)
      for (const edit of [
        changes({ "Settings.LoopSleepTimer": 9 }),
        { _tag: "Text", toml: text.replace("= 7", "= 9") } as const
      ]) {
        const error = yield* refusals(editor.save(edit, admin))
        const [problem] = error?._tag === "EditRefused" ? error.problems : []
        assert.strictEqual(problem?.key, "Settings.LoopSleepTimer")
        assert.include(problem?.message ?? "", "QBITRR_SETTINGS__LOOPSLEEPTIMER, which wins over the file")
      }
      assert.strictEqual(read(), text)
    })
  )

  it.scopedLive(
    "do not stand in the way of other keys, of [redacted], nor of taking the useless value out of the file",
    () =>
      Effect.gen(function* () {
        const { configs, editor, read } = yield* editorWorld(text, env)
        yield* editor.save(
          changes({ "Settings.DryRun": true, "Radarr-Movies.APIKey": "[redacted]", "Settings.LoopSleepTimer": null }),
          admin
        )
        assert.notInclude(read(), "LoopSleepTimer")
        assert.include(read(), "DryRun = true")
        assert.strictEqual((yield* configs.current).Settings.LoopSleepTimer, 3)
        assert.notInclude(read(), "from-the-environment")
      })
  )
})

describe("protected keys", () => {
  it("are all of [WebUI] that say who gets in", () => {
    const keys = protectedPaths.map((path) => showPath(path))
    for (const key of [
      "WebUI.Token",
      "WebUI.PasswordHash",
      "WebUI.Username",
      "WebUI.AuthDisabled",
      "WebUI.AllowedHosts",
      "WebUI.OIDC.Authority",
      "WebUI.OIDC.AllowedUsers",
      "WebUI.ProxyAuth.Enabled",
      "WebUI.TrustedProxies"
    ]) {
      assert.include(keys, key)
    }
    assert.notInclude(keys, "WebUI.Port")
  })

  it.scopedLive("are changed by nobody but an administrator, in whatever way", () =>
    Effect.gen(function* () {
      const { editor, read } = yield* editorWorld(text)
      const edits: ReadonlyArray<ConfigEdit> = [
        changes({ "WebUI.Token": "mine" }),
        changes({ "WebUI.Token": null }),
        changes({ WebUI: { Port: 7000 } }),
        changes({ WebUI: null }),
        changes({ "WebUI.AuthDisabled": true, "WebUI.Host": "127.0.0.1" }),
        { _tag: "Text", toml: text.replace("a-token-of-mine", "another") },
        // Where older files have it.
        {
          _tag: "Text",
          toml: text
            .replace('[WebUI]\nToken = "a-token-of-mine"\n', "")
            .replace("[Settings]\n", '[Settings]\nToken = "mine"\n')
        }
      ]
      for (const edit of edits) {
        assert.strictEqual((yield* refusals(editor.save(edit, limited)))?._tag, "AdminNeeded", JSON.stringify(edit))
      }
      assert.strictEqual(read(), text)
      yield* editor.save(changes({ "WebUI.Port": 7000, "WebUI.Token": "[redacted]" }), limited)
      yield* editor.save(changes({ "WebUI.Token": "mine-from-now-on" }), admin)
      assert.include(read(), 'Token = "mine-from-now-on"')
    })
  )

  it.scopedLive("include the address that a stored key is sent to", () =>
    Effect.gen(function* () {
      const { editor } = yield* editorWorld(text)
      const evil = changes({ "Radarr-Movies.URI": "http://evil" })
      const error = yield* refusals(editor.save(evil, limited))
      assert.deepStrictEqual(error?._tag === "AdminNeeded" ? error.keys : error, ["Radarr-Movies.URI"])
      const renamed = yield* refusals(
        editor.save(
          { _tag: "Changes", rename: { "Radarr-Movies": "Radarr-X" }, changes: { "Radarr-X.URI": "http://evil" } },
          limited
        )
      )
      assert.strictEqual(renamed?._tag, "AdminNeeded")
      yield* editor.save(
        changes({ "Radarr-Movies.URI": "http://other", "Radarr-Movies.APIKey": "its-own-key" }),
        limited
      )
      yield* editor.save(evil, admin)
    })
  )
})

describe("earlier versions", () => {
  it.scopedLive("are the last ten, newest first, readable by their owner only, and can be brought back", () =>
    Effect.gen(function* () {
      const { configs, editor, folder, read } = yield* editorWorld(text)
      for (let n = 10; n < 24; n++) yield* editor.save(changes({ "Settings.LoopSleepTimer": n }), admin)
      const all = yield* editor.backups
      assert.lengthOf(all, 10)
      const times = all.map(({ at }) => at)
      assert.deepStrictEqual(
        times,
        [...times].sort((a, b) => b - a)
      )
      assert.include(yield* editor.backup(all[0]?.id ?? ""), "LoopSleepTimer = 22 # seconds")
      assert.include(yield* editor.backup(all[9]?.id ?? ""), "LoopSleepTimer = 13 # seconds")
      const kept = join(folder, "data/backups/config")
      for (const name of readdirSync(kept)) assert.strictEqual(statSync(join(kept, name)).mode & 0o777, 0o600)
      const saved = yield* editor.save({ _tag: "Backup", id: all[9]?.id ?? "" }, admin)
      assert.include(read(), "LoopSleepTimer = 13 # seconds")
      assert.strictEqual(saved.revision, all[9]?.revision)
      assert.strictEqual((yield* configs.current).Settings.LoopSleepTimer, 13)
      assert.include(yield* editor.backup((yield* editor.backups)[0]?.id ?? ""), "LoopSleepTimer = 23 # seconds")
    })
  )

  it.scopedLive("are named as listed and in no other way", () =>
    Effect.gen(function* () {
      const { editor } = yield* editorWorld(text)
      for (const id of ["../../config.toml", "/etc/passwd", "", "20260101T000000000Z-00000000.toml"]) {
        assert.strictEqual((yield* refusals(editor.backup(id)))?._tag, "UnknownBackup", id)
      }
    })
  )

  it.scopedLive("are kept of what somebody edited by hand, too", () =>
    Effect.gen(function* () {
      const { configs, editor, write } = yield* editorWorld(text)
      write(text.replace("= 7", "= 8"))
      assert.strictEqual((yield* configs.reload)._tag, "Reloaded")
      yield* Effect.repeat(Effect.zipRight(Effect.sleep("10 millis"), editor.backups), {
        until: (all) => all.length > 0,
        times: 200
      })
      const all = yield* editor.backups
      assert.strictEqual(yield* editor.backup(all[0]?.id ?? ""), text)
    })
  )
})

describe("the file itself", () => {
  it.scopedLive("keeps its mode and owner, and no draft stays beside it", () =>
    Effect.gen(function* () {
      const { editor, file, folder } = yield* editorWorld(text)
      chmodSync(file, 0o640)
      writeFileSync(join(folder, ".config.toml.4711.draft"), "of a process that was killed")
      const before = statSync(file)
      yield* editor.save(changes({ "Settings.DryRun": true }), admin)
      const after = statSync(file)
      assert.deepStrictEqual([after.mode, after.uid, after.gid], [before.mode, before.uid, before.gid])
      assert.deepStrictEqual(readdirSync(folder).sort(), ["config.toml", "data"])
    })
  )

  it.scopedLive("stays a symbolic link, and its target is replaced", () =>
    Effect.gen(function* () {
      const { editor, file, folder } = yield* editorWorld(text)
      mkdirSync(join(folder, "elsewhere"))
      const target = join(folder, "elsewhere/real.toml")
      renameSync(file, target)
      symlinkSync("elsewhere/real.toml", file)
      yield* editor.save(changes({ "Settings.DryRun": true }), admin)
      assert.isTrue(lstatSync(file).isSymbolicLink())
      assert.include(readFileSync(target, "utf8"), "DryRun = true")
    })
  )

  it("says of every failure what to do", () => {
    assert.match(adviceOf("EACCES", "/c/config.toml", "/c"), /no permission to write in \/c; .*chown or chmod/)
    assert.match(adviceOf("EROFS", "/c/config.toml", "/c"), /mounted read-only; mount it writable/)
    assert.match(adviceOf("ENOSPC", "/c/config.toml", "/c"), /disk is full/)
  })

  it.skipIf(process.getuid?.() === 0)(
    "in a folder that cannot be written is left alone, and it is said what to do",
    () =>
      Effect.runPromise(
        Effect.scoped(
          Effect.gen(function* () {
            const { editor, folder, read } = yield* editorWorld(text)
            mkdirSync(join(folder, "data"))
            chmodSync(folder, 0o500)
            const error = yield* refusals(editor.save(changes({ "Settings.DryRun": true }), admin))
            chmodSync(folder, 0o700)
            assert.match(
              error?._tag === "ConfigFileFailure" ? error.message : "",
              /no permission to write in .*chown or chmod/
            )
            assert.strictEqual(read(), text)
          })
        )
      )
  )
})
