import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { ConfigService } from "../config/ConfigService.ts"
import type { ConfigEdit } from "../config/edit/ConfigEdit.ts"
import { ConfigEditor } from "../config/edit/ConfigEditor.ts"
import { Secrets } from "../observability/Redaction.ts"
import { Api } from "./Api.ts"
import { BadRequest } from "./ApiError.ts"
import { bodyAs } from "./config/body.ts"
import { ConfigInvalid, ConfigUnwritable, UnknownVersion } from "./config/ConfigErrors.ts"
import { EditRequest, problemView, RestoreRequest, TestRequest, type Validation } from "./config/ConfigViews.ts"
import { targetOf } from "./config/ConnectionTarget.ts"
import { currentDocument, editOf, optionsFor, saveEdit, told } from "./config/editRequests.ts"
import { LegacyChanges, LegacyTestRequest, legacySaved, legacyTestResult, testRequestOf } from "./config/LegacyViews.ts"
import { liveKeys, torrentPlanView, workersPlan } from "./config/planView.ts"
import { schemaView } from "./config/schemaView.ts"
import { TorrentPlans } from "./config/TorrentPlans.ts"
import { testConnection } from "./config/testConnection.ts"
import { iso } from "./ProcessView.ts"
import { cleaner } from "./TorrentView.ts"

type Request = HttpServerRequest.HttpServerRequest

const editHelp = 'Send {"revision": "…", "changes": {"Settings.LoopSleepTimer": 5}} or {"revision": "…", "toml": "…"}.'
const readEdit = bodyAs(EditRequest, editHelp)
const readRestore = bodyAs(RestoreRequest, 'Send {"id": "…"} with an id of GET /api/config/backups.')
const readChanges = bodyAs(LegacyChanges, 'Send {"changes": {"Settings.LoopSleepTimer": 5}}.')
const readTest = bodyAs(
  TestRequest,
  'Send {"section": "Radarr-Movies"}, with "values" that are not saved yet if you like.'
)
const readArrTest = bodyAs(LegacyTestRequest, 'Send {"instanceKey": "Radarr-Movies"} or arrType, uri and apiKey.')

/** Tests at the same time: each may hold a connection for 12 seconds. */
const testsAtOnce = 4

const malformed = ({ error }: BadRequest) => new ConfigInvalid({ error, validationErrors: [] })

/** Reading, checking, planning and saving the config. */
export const configHandlers = HttpApiBuilder.group(Api, "config", (handlers) =>
  Effect.gen(function* () {
    const editor = yield* ConfigEditor
    const configs = yield* ConfigService
    const plans = yield* TorrentPlans
    const clean = cleaner((yield* Secrets).redact)
    const tests = yield* Effect.makeSemaphore(testsAtOnce)

    const requested = (request: Request) =>
      Effect.gen(function* () {
        const body = yield* readEdit(request)
        const edit = editOf(body)
        if (edit === undefined) return yield* new BadRequest({ error: `Either changes or toml. ${editHelp}` })
        return { edit, revision: body.revision }
      })

    const proposed = (edit: ConfigEdit, revision: string | undefined) =>
      Effect.gen(function* () {
        return yield* Effect.catchAll(editor.propose(edit, yield* optionsFor(revision)), told(clean))
      }).pipe(
        // No backup is named in these edits.
        Effect.catchTag("UnknownVersion", Effect.die)
      )

    const validate = (request: Request) =>
      Effect.gen(function* () {
        const { edit, revision } = yield* requested(request)
        const { after, diff } = yield* proposed(edit, revision)
        const warnings = after.warnings.map((one) => problemView(one, clean))
        return { valid: true, validationErrors: [], warnings, changed: diff.changes } satisfies typeof Validation.Type
      }).pipe(
        Effect.catchTag("ConfigInvalid", ({ validationErrors }) =>
          Effect.succeed({ valid: false, validationErrors, warnings: [], changed: [] })
        )
      )

    const plan = (request: Request) =>
      Effect.gen(function* () {
        const { edit, revision } = yield* Effect.catchTag(requested(request), "BadRequest", (error) => malformed(error))
        const { after, before, diff, revision: current } = yield* proposed(edit, revision)
        return {
          revision: current,
          changed: diff.changes,
          warnings: after.warnings.map((one) => problemView(one, clean)),
          workers: workersPlan(before, after.config),
          web: diff.web,
          live: liveKeys(diff),
          nextStart: diff.needProcess,
          torrents: torrentPlanView(yield* plans.compare(before, after.config), clean)
        }
      })

    const save = (request: Request) =>
      Effect.gen(function* () {
        const { edit, revision } = yield* Effect.catchTag(requested(request), "BadRequest", (error) => malformed(error))
        return yield* Effect.catchTag(saveEdit(edit, revision, clean), "UnknownVersion", Effect.die)
      })

    const restore = (request: Request) =>
      Effect.gen(function* () {
        const { id, revision } = yield* Effect.catchTag(readRestore(request), "BadRequest", (error) => malformed(error))
        return yield* saveEdit({ _tag: "Backup", id }, revision, clean)
      })

    const change = (request: Request) =>
      Effect.gen(function* () {
        const body = yield* Effect.catchTag(readChanges(request), "BadRequest", (error) => malformed(error))
        const edit: ConfigEdit = { _tag: "Changes", changes: body.changes, rename: {} }
        return legacySaved(yield* saveEdit(edit, undefined, clean))
      }).pipe(Effect.catchTag("UnknownVersion", Effect.die), Effect.catchTag("ConfigStale", Effect.die))

    const test = (request: TestRequest) =>
      Effect.gen(function* () {
        const target = targetOf(yield* configs.current, request)
        if (Either.isLeft(target)) return yield* new BadRequest({ error: clean(target.left) })
        return yield* tests.withPermits(1)(testConnection(target.right, clean))
      })

    const testArr = (request: Request) =>
      Effect.gen(function* () {
        const body = yield* readArrTest(request)
        const asked = yield* Effect.mapError(
          testRequestOf(body, yield* configs.current),
          (error) => new BadRequest({ error })
        )
        return legacyTestResult(yield* test(asked))
      })

    const backup = (id: string) =>
      Effect.gen(function* () {
        const unknown = new UnknownVersion({ error: "There is no such version. GET /api/config/backups lists them." })
        const found = (yield* editor.backups).find((one) => one.id === id)
        if (found === undefined) return yield* unknown
        const text = yield* Effect.mapError(editor.backup(id), () => unknown)
        return { id, at: iso(found.at), toml: yield* editor.shown(text) }
      })

    return handlers
      .handle("config", () => currentDocument(clean))
      .handle("rawConfig", () =>
        editor.onDisk.pipe(
          Effect.flatMap(({ revision, text }) => Effect.map(editor.shown(text), (toml) => ({ revision, toml }))),
          Effect.mapError(({ message }) => new ConfigUnwritable({ error: clean(message) }))
        )
      )
      .handle("configSchema", () => Effect.sync(schemaView))
      .handleRaw("validateConfig", ({ request }) => validate(request))
      .handleRaw("planConfig", ({ request }) => plan(request))
      .handleRaw("saveConfig", ({ request }) => save(request))
      .handle("configBackups", () =>
        Effect.map(editor.backups, (all) => ({ backups: all.map((one) => ({ ...one, at: iso(one.at) })) }))
      )
      .handle("configBackup", ({ path: { id } }) => backup(id))
      .handleRaw("restoreConfig", ({ request }) => restore(request))
      .handleRaw("testConnection", ({ request }) => Effect.flatMap(readTest(request), test))
      .handle("oldConfig", () => Effect.map(currentDocument(clean), ({ config }) => config))
      .handle("oldConfigSchema", () => Effect.sync(schemaView))
      .handleRaw("changeConfig", ({ request }) => change(request))
      .handleRaw("oldChangeConfig", ({ request }) => change(request))
      .handleRaw("testArr", ({ request }) => testArr(request))
      .handleRaw("oldTestArr", ({ request }) => testArr(request))
  })
)
