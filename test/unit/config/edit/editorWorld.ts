import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ConfigFile from "../../../../src/config/ConfigFile.ts"
import * as ConfigService from "../../../../src/config/ConfigService.ts"
import * as ConfigEditor from "../../../../src/config/edit/ConfigEditor.ts"
import type { Environment } from "../../../../src/config/environment.ts"
import * as Redaction from "../../../../src/observability/Redaction.ts"

/** A config in a real folder with everything that edits it. */
export const editorWorld = (text: string, env: Environment = {}, name = "config.toml") =>
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-edit-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    const file = join(folder, name)
    writeFileSync(file, text)
    const loaded = yield* Effect.provide(ConfigFile.load({ file, env }), NodeContext.layer)
    const layer = ConfigEditor.layer({ loaded, dataFolder: join(folder, "data") }).pipe(
      Layer.provideMerge(ConfigService.layer(loaded)),
      Layer.provideMerge(Redaction.layer),
      Layer.provide(NodeContext.layer),
      Layer.provideMerge(Logger.remove(Logger.defaultLogger))
    )
    const context = yield* Layer.build(layer)
    return {
      folder,
      file,
      layer: Layer.succeedContext(context),
      editor: Context.get(context, ConfigEditor.ConfigEditor),
      configs: Context.get(context, ConfigService.ConfigService),
      read: () => readFileSync(file, "utf8"),
      write: (content: string) => writeFileSync(file, content)
    }
  })
