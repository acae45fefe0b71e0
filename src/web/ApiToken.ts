import { randomBytes } from "node:crypto"
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** The file of the generated token cannot be used. */
export class ApiTokenError extends Schema.TaggedError<ApiTokenError>("qbitrr/ApiTokenError")("ApiTokenError", {
  path: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `The API token in ${this.path} cannot be used: ${this.reason}`
  }
}

/** Where the generated token is kept, readable by its owner only. */
export const tokenPath = (dataFolder: string): string => join(dataFolder, "qBitManager", "api-token")

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : String(cause)

const attempt = <A>(path: string, run: () => Promise<A>) =>
  Effect.tryPromise({
    try: run,
    catch: (cause) => {
      const code = codeOf(cause)
      const reason =
        code === "EACCES" || code === "EPERM"
          ? "no permission. It belongs to the user that runs the daemon; run this as the same user, or set WebUI.Token."
          : `${code}.`
      return new ApiTokenError({ path, reason })
    }
  })

/** A file cut short by a full disk is no token. */
const usable = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

const readText = (path: string) =>
  attempt(path, () =>
    readFile(path, "utf8").catch((cause: unknown) => {
      if (codeOf(cause) === "ENOENT") return ""
      throw cause
    })
  ).pipe(Effect.map((text) => text.trim()))

/** The token a client shows: `WebUI.Token` of the config, else the generated one. Empty when neither exists yet. */
export const read = (configured: string, dataFolder: string): Effect.Effect<Redacted.Redacted, ApiTokenError> =>
  configured !== ""
    ? Effect.succeed(Redacted.make(configured))
    : Effect.map(readText(tokenPath(dataFolder)), (text) => Redacted.make(usable(text) ? text : ""))

/**
 * The token the daemon asks for: `WebUI.Token` of the config, else one that is generated at the first start and kept in
 * the data folder. The config file is never rewritten for it.
 */
export const ensure = (configured: string, dataFolder: string): Effect.Effect<Redacted.Redacted, ApiTokenError> =>
  Effect.gen(function* () {
    if (configured !== "") return Redacted.make(configured)
    const path = tokenPath(dataFolder)
    const kept = yield* readText(path)
    if (usable(kept)) {
      yield* attempt(path, () => chmod(path, 0o600))
      return Redacted.make(kept)
    }
    const token = randomBytes(32).toString("hex")
    const draft = `${path}.${process.pid}`
    yield* attempt(path, async () => {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(draft, `${token}\n`, { mode: 0o600 })
      await rename(draft, path)
    })
    return Redacted.make(token)
  })
