import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { ConfigService } from "../../config/ConfigService.ts"
import type { ConfigEdit, Proposal } from "../../config/edit/ConfigEdit.ts"
import { ConfigEditor, type EditError, type EditOptions } from "../../config/edit/ConfigEditor.ts"
import { currentCaller } from "../Authorization.ts"
import { permits } from "../access/Scope.ts"
import { ConfigInvalid, ConfigProtected, ConfigStale, ConfigUnwritable, UnknownVersion } from "./ConfigErrors.ts"
import { type ConfigDocument, type EditRequest, problemView, type SaveResult } from "./ConfigViews.ts"
import { documentView } from "./documentView.ts"
import { affectedArrs, reloadTypeOf, workersPlan } from "./planView.ts"

/** Takes secrets out of free text. */
export type Clean = (text: string) => string

/** What a request asks to be changed; undefined when it asks for two things, or for none. */
export const editOf = ({ changes, rename, toml }: EditRequest): ConfigEdit | undefined => {
  if (toml !== undefined) return changes === undefined && rename === undefined ? { _tag: "Text", toml } : undefined
  if (changes === undefined && rename === undefined) return undefined
  return { _tag: "Changes", changes: changes ?? {}, rename: rename ?? {} }
}

/** The whole document as it is now. When the file cannot be used, the last good config with what is wrong. */
export const currentDocument = (
  clean: Clean
): Effect.Effect<ConfigDocument, ConfigUnwritable, ConfigEditor | ConfigService> =>
  Effect.gen(function* () {
    const editor = yield* ConfigEditor
    const { config, revision, text } = yield* Effect.mapError(
      editor.interpreted,
      ({ message }) => new ConfigUnwritable({ error: clean(message) })
    )
    const about = { revision, file: editor.file }
    if (Either.isRight(config)) {
      const { origins, warnings } = config.right
      const view = documentView(config.right.config, { origins, text })
      return { ...about, ...view, warnings: warnings.map((one) => problemView(one, clean)), problems: [] }
    }
    const live = yield* (yield* ConfigService).current
    const view = documentView(live, { origins: new Map(), text: "" })
    return { ...about, ...view, warnings: [], problems: config.left.map((one) => problemView(one, clean)) }
  })

/** How many things are wrong, and the first of them. */
const summary = (problems: ReadonlyArray<{ readonly key: string; readonly message: string }>): string => {
  const [first] = problems
  if (first === undefined) return "The config would not be usable."
  const name = first.key === "" ? "" : `${first.key} `
  const more = problems.length === 1 ? "" : ` (and ${problems.length - 1} more)`
  return `${name}${first.message}${more}`
}

/** Errors of an edit as the API tells them. */
export const told =
  (clean: Clean) =>
  (
    error: EditError
  ): Effect.Effect<
    never,
    ConfigInvalid | ConfigProtected | ConfigStale | ConfigUnwritable | UnknownVersion,
    ConfigEditor | ConfigService
  > => {
    switch (error._tag) {
      case "EditRefused": {
        const errors = error.problems.filter(({ severity }) => severity === "error")
        const validationErrors = errors.map((one) => problemView(one, clean))
        return Effect.fail(new ConfigInvalid({ error: clean(summary(errors)), validationErrors }))
      }
      case "StaleRevision":
        return Effect.flatMap(currentDocument(clean), (current) =>
          Effect.fail(
            new ConfigStale({
              error: "The config was changed by somebody else meanwhile; look at it again before you save.",
              current
            })
          )
        )
      case "AdminNeeded": {
        const { keys } = error
        return Effect.fail(
          new ConfigProtected({
            error: `Only an administrator may change ${keys.join(", ")}: whoever can could let himself in, or have stored secrets sent to himself.`,
            keys
          })
        )
      }
      case "ConfigFileFailure":
        return Effect.fail(new ConfigUnwritable({ error: clean(error.message) }))
      case "UnknownBackup":
        return Effect.fail(
          new UnknownVersion({ error: "There is no such version. GET /api/config/backups lists them." })
        )
    }
  }

/** What the caller of the current request may do with the config. */
export const optionsFor = (revision: string | undefined) =>
  Effect.map(
    currentCaller,
    (caller): EditOptions => ({
      revision,
      admin: caller !== undefined && permits(caller.scopes, "admin")
    })
  )

/** What a proposal changes. */
export const changesOf = ({ diff }: Proposal): SaveResult["changed"] => diff.changes

/** Saves and tells what follows. */
export const saveEdit = (edit: ConfigEdit, revision: string | undefined, clean: Clean) =>
  Effect.gen(function* () {
    const editor = yield* ConfigEditor
    const options = yield* optionsFor(revision)
    const saved = yield* Effect.catchAll(editor.save(edit, options), told(clean))
    const { after, before, diff } = saved.proposal
    return {
      status: "ok" as const,
      revision: saved.revision,
      configReloaded: saved.reload._tag !== "Refused",
      reloadType: reloadTypeOf(before, after.config, diff),
      affectedInstances: affectedArrs(before, after.config, diff),
      changed: diff.changes,
      workers: workersPlan(before, after.config),
      nextStart: diff.needProcess,
      warnings: after.warnings.map((one) => problemView(one, clean))
    } satisfies SaveResult
  })
