import { join } from "node:path"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"

/** One file of the built page. The build writes these down, so that nothing else can ever be asked for. */
const PageFile = Schema.Struct({
  type: Schema.String,
  /** Beginning of the SHA-256 of its content. */
  hash: Schema.String,
  /** `br` and `gzip`, where a compressed copy lies beside it. */
  encodings: Schema.Array(Schema.Literal("br", "gzip")),
  /** Its name changes with its content. */
  immutable: Schema.Boolean
})
export type PageFile = typeof PageFile.Type
export type Encoding = PageFile["encodings"][number]

/** `files.json`: every file by its path below the page's folder. */
const PageIndex = Schema.parseJson(
  Schema.Struct({ files: Schema.Record({ key: Schema.String, value: PageFile }), document: Schema.String })
)

interface Build {
  readonly files: ReadonlyMap<string, PageFile>
  /** `index.html` with its placeholders. */
  readonly document: string
}

/** The built page, as far as it is there. A build that replaces it is noticed with the next page that is opened. */
export interface PageFiles {
  /** The document of the page; none when the page is not built. */
  readonly document: Effect.Effect<Option.Option<string>>
  /** @param path below the page's folder, without a leading `/`; only names that the build wrote down are found */
  readonly find: (path: string) => Effect.Effect<Option.Option<PageFile>>
  readonly read: (path: string, encoding: Encoding | undefined) => Effect.Effect<Option.Option<Uint8Array>>
}

const suffix: Readonly<Record<Encoding, string>> = { br: ".br", gzip: ".gz" }

/** Reads nothing before the first request: a daemon whose page nobody opens does not pay for it. */
export const make = (folder: string | undefined): Effect.Effect<PageFiles, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const known = yield* Ref.make<{ readonly modified: number; readonly build: Build } | undefined>(undefined)
    const load = (indexFile: string, modified: number) =>
      Effect.gen(function* () {
        const { document, files } = yield* Schema.decode(PageIndex)(yield* fs.readFileString(indexFile))
        const build: Build = { document, files: new Map(Object.entries(files)) }
        yield* Ref.set(known, { modified, build })
        return build
      })
    const fresh = Effect.gen(function* () {
      if (folder === undefined) return undefined
      const indexFile = join(folder, "files.json")
      const { mtime } = yield* fs.stat(indexFile)
      const modified = Option.match(mtime, { onNone: () => 0, onSome: (time) => time.getTime() })
      const last = yield* Ref.get(known)
      return last?.modified === modified ? last.build : yield* load(indexFile, modified)
    }).pipe(Effect.catchAll((error) => Effect.as(Effect.logWarning("The page cannot be read", error), undefined)))
    return {
      document: Effect.map(fresh, (build) => Option.fromNullable(build?.document)),
      find: (path) =>
        Effect.gen(function* () {
          const build = (yield* Ref.get(known))?.build ?? (yield* fresh)
          const file = build?.files.get(path)
          // A page of the build before may still ask for its files, and a new one for those of the next.
          return Option.fromNullable(file ?? (yield* fresh)?.files.get(path))
        }),
      read: (path, encoding) =>
        folder === undefined
          ? Effect.succeedNone
          : Effect.option(fs.readFile(join(folder, path + (encoding === undefined ? "" : suffix[encoding]))))
    }
  })
