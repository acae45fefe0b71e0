import { isUtf8 as isUtf8Text } from "node:buffer"
import { join } from "node:path"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { Secrets } from "../../observability/Redaction.ts"
import { diff } from "../ConfigDiff.ts"
import { interpret, type LoadedConfig } from "../ConfigFile.ts"
import type { ConfigProblem } from "../ConfigProblem.ts"
import { ConfigService, type ReloadResult } from "../ConfigService.ts"
import { atomicWrite } from "./atomicWrite.ts"
import * as Backups from "./backups.ts"
import { breathe } from "./breathe.ts"
import {
  AdminNeeded,
  type ConfigEdit,
  ConfigFileFailure,
  type ConfigOnDisk,
  EditRefused,
  editProblem,
  type Proposal,
  StaleRevision,
  type UnknownBackup
} from "./ConfigEdit.ts"

/** What a caller of an edit brings with it. */
export interface EditOptions {
  /** Of the document that was edited; undefined: whatever is there. */
  readonly revision: string | undefined
  /** May change who gets in. */
  readonly admin: boolean
}

/** What keeps an edit from being proposed. */
export type EditError = AdminNeeded | ConfigFileFailure | EditRefused | StaleRevision | UnknownBackup

/** What a save has done. */
export interface Saved {
  /** Of the file as it is now. */
  readonly revision: string
  readonly proposal: Proposal
  /** What came of putting it into force. */
  readonly reload: ReloadResult
}

/** The config file as something that can be changed from inside. One edit at a time. */
export interface ConfigEditorService {
  /** As named at the start. */
  readonly file: string
  readonly onDisk: Effect.Effect<ConfigOnDisk, ConfigFileFailure>
  /** What is on disk, read as a config, or what is wrong with it. */
  readonly interpreted: Effect.Effect<
    ConfigOnDisk & { readonly config: Either.Either<LoadedConfig, ReadonlyArray<ConfigProblem>> },
    ConfigFileFailure
  >
  /** A text as it may be shown: without secrets. */
  readonly shown: (text: string) => Effect.Effect<string>
  /** Everything a save would do but the saving. */
  readonly propose: (edit: ConfigEdit, options: EditOptions) => Effect.Effect<Proposal, EditError>
  /** Keeps the version before, writes the new one and puts it into force. */
  readonly save: (edit: ConfigEdit, options: EditOptions) => Effect.Effect<Saved, EditError>
  /** Newest first. */
  readonly backups: Effect.Effect<ReadonlyArray<Backups.Backup>>
  readonly backup: (id: string) => Effect.Effect<string, UnknownBackup>
}

export class ConfigEditor extends Context.Tag("qbitrr/config/edit/ConfigEditor")<ConfigEditor, ConfigEditorService>() {}

/** Reading and changing TOML by its characters is needed by few, and its parser is large. */
const tools = Effect.promise(() => import("./editing.ts"))

/** The mark at the beginning belongs to the text. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
const decode = (bytes: Uint8Array): string => decoder.decode(bytes)

const withoutMark = (text: string): string => text.replace(/^\ufeff/, "")

const noUtf8 = (file: string): ConfigProblem =>
  editProblem(
    file,
    "",
    "characters that are not UTF-8",
    "UTF-8",
    "the file is not UTF-8, and what it says in another encoding would be lost; save it as UTF-8 with an editor first"
  )

const make = (loaded: LoadedConfig, dataFolder: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const configs = yield* ConfigService
    const { redact } = yield* Secrets
    const { file } = loaded
    const backups = Backups.make(join(dataFolder, "backups", "config"))
    const one = yield* Effect.makeSemaphore(1)
    /** The content that is known to have been replaced by nobody else yet. */
    let known = loaded.text

    const onDisk: Effect.Effect<ConfigOnDisk, ConfigFileFailure> = fs.readFile(file).pipe(
      Effect.map((bytes) => {
        const isUtf8 = isUtf8Text(bytes)
        return { text: decode(bytes), revision: Backups.revisionOf(bytes), isUtf8 }
      }),
      Effect.mapError(({ message }) => new ConfigFileFailure({ message: `${file} cannot be read: ${message}` }))
    )

    const interpretText = (text: string) =>
      interpret(file, text, Redacted.value(loaded.environment)).pipe(
        Effect.mapError(({ problems }) => problems),
        Effect.either,
        Effect.provideService(FileSystem.FileSystem, fs)
      )

    const textOf = (current: ConfigOnDisk, edit: ConfigEdit) =>
      Effect.gen(function* () {
        if (edit._tag === "Backup") return { text: yield* backups.read(edit.id), renamed: current.text }
        const { proposing } = yield* tools
        const steps = proposing(file, current.text, edit, redact)
        let step = steps.next()
        while (step.done !== true) {
          yield* breathe
          step = steps.next()
        }
        return yield* Either.match(step.value, {
          onLeft: (problems) => new EditRefused({ problems }),
          onRight: (text) => Effect.succeed(text)
        })
      })

    const propose = (edit: ConfigEdit, { admin, revision }: EditOptions): Effect.Effect<Proposal, EditError> =>
      Effect.gen(function* () {
        const current = yield* onDisk
        if (revision !== undefined && revision !== current.revision) {
          return yield* new StaleRevision({ revision: current.revision })
        }
        if (!current.isUtf8) return yield* new EditRefused({ problems: [noUtf8(file)] })
        const { environmentProblems, protectedChanges } = yield* tools
        const { renamed, text } = yield* textOf(current, edit)
        const after = yield* interpretText(text)
        if (Either.isLeft(after)) return yield* new EditRefused({ problems: after.left })
        const keys = admin ? [] : protectedChanges(renamed, text)
        if (keys.length > 0) return yield* new AdminNeeded({ keys })
        const problems = edit._tag === "Backup" ? [] : environmentProblems(current.text, text, after.right.origins)
        if (problems.length > 0) return yield* new EditRefused({ problems })
        const before = yield* configs.current
        return { revision: current.revision, text, before, after: after.right, diff: diff(before, after.right.config) }
      })

    const save = (edit: ConfigEdit, options: EditOptions): Effect.Effect<Saved, EditError> =>
      Effect.gen(function* () {
        const proposal = yield* propose(edit, options)
        const now = yield* onDisk
        // Somebody may have written the file while the proposal was made.
        if (now.revision !== proposal.revision) return yield* new StaleRevision({ revision: now.revision })
        if (proposal.text !== now.text) {
          yield* backups.keep(now.text)
          known = proposal.text
          if ((yield* atomicWrite(file, proposal.text)) === "in place") {
            yield* Effect.logDebug(`${file} is mounted by itself, so it was written in place`)
          }
        }
        const reload = yield* configs.reload
        return { revision: Backups.revisionOf(proposal.text), proposal, reload }
      }).pipe(Effect.uninterruptible, one.withPermits(1))

    /** Edits by others are kept, too: what they replaced was in force. */
    const keepOthers = Effect.gen(function* () {
      const { text: now } = yield* onDisk
      const before = known
      if (withoutMark(now) === withoutMark(before)) return
      known = now
      yield* backups.keep(before)
    }).pipe(
      Effect.catchAll(({ message }) => Effect.logWarning(message)),
      one.withPermits(1)
    )
    yield* Effect.forkScoped(Stream.runForEach(Stream.drop(configs.changes, 1), () => keepOthers))

    return ConfigEditor.of({
      file,
      onDisk,
      interpreted: Effect.flatMap(onDisk, (disk) =>
        Effect.map(interpretText(disk.text), (config) => ({ ...disk, config }))
      ),
      shown: (text) => Effect.map(tools, ({ shownToml }) => shownToml(text, redact)),
      propose,
      save,
      backups: backups.list,
      backup: backups.read
    })
  })

/** Edits of the config that a daemon was started with. Earlier versions are kept in `<data>/backups/config`. */
export const layer = (options: {
  readonly loaded: LoadedConfig
  readonly dataFolder: string
}): Layer.Layer<ConfigEditor, never, ConfigService | FileSystem.FileSystem | Secrets> =>
  Layer.scoped(ConfigEditor, make(options.loaded, options.dataFolder))
