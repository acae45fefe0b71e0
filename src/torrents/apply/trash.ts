import { readdir, rm } from "node:fs/promises"
import { dirname, isAbsolute, join } from "node:path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { tidy } from "../cleanUp/paths.ts"
import { look } from "../cleanUp/scan.ts"

/** Name of the trash, and of the file that marks a day's folder in it as ours. */
export const marker = ".qbitrr-trash"

const day = 86_400_000

/** `2026-11-23`, in UTC. */
export const dateOf = (now: number): string => new Date(now).toISOString().slice(0, 10)

/**
 * The trash for one completed folder: the configured one, else beside it; inside it (hidden, so never looked at) when the
 * completed folder is a disk of its own, as it often is in a container.
 */
export const trashFor = (configured: string, root: string): Effect.Effect<string> =>
  Effect.gen(function* () {
    if (isAbsolute(configured)) return tidy(configured)
    const parent = dirname(tidy(root))
    const [inside, outside] = yield* Effect.all([look(root), look(parent)])
    const sameDisk = Option.isSome(inside) && Option.isSome(outside) && inside.value.dev === outside.value.dev
    return join(sameDisk && parent !== "/" ? parent : tidy(root), marker)
  })

/** Midnight of a folder named by a date; undefined for any other name. */
const timeOf = (name: string): number | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(name)) return undefined
  const time = Date.parse(`${name}T00:00:00Z`)
  return Number.isNaN(time) || dateOf(time) !== name ? undefined : time
}

/**
 * Deletes the folders of days that ended more than `days` ago, and only those that carry our mark: the trash may be a
 * folder that others use too. Returns their dates.
 */
export const emptyTrash = (trash: string, days: number, now: number): Effect.Effect<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    const names = yield* Effect.option(Effect.tryPromise(() => readdir(trash)))
    const emptied: Array<string> = []
    for (const name of Option.getOrElse(names, () => [])) {
      const time = timeOf(name)
      if (time === undefined || now - (time + day) < days * day) continue
      const folder = join(trash, name)
      const [itself, mark] = yield* Effect.all([look(folder), look(join(folder, marker))])
      if (Option.isNone(itself) || !itself.value.isDirectory() || Option.isNone(mark)) continue
      const done = yield* Effect.isSuccess(Effect.tryPromise(() => rm(folder, { recursive: true })))
      if (done) emptied.push(name)
      else yield* Effect.logWarning(`${folder} in the trash cannot be deleted; check its permissions.`)
    }
    return emptied
  })
