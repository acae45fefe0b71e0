import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as RcMap from "effect/RcMap"
import type * as Scope from "effect/Scope"
import type { LogTail, TailedLine } from "../../observability/LogTail.ts"
import type { Clean } from "../TorrentView.ts"
import * as Bell from "./Bell.ts"
import * as Channel from "./Channel.ts"
import { type LogEvent, logLineView } from "./eventViews.ts"
import { frame } from "./wire.ts"

/** What is kept of one file for clients that read slowly. */
const limits = { count: 128, bytes: 512 * 1024 }

/** Lines of this time go out together. */
const together = Duration.millis(100)

/** Lines that may come within `together`; of more, clients learn that they missed some. */
const atOnce = 1000

/** The live lines of one log file, made once for all who follow it. */
export type LogChannel = Channel.Channel<"log">

/** Follows `file` until the scope ends. `bell` is that of the readers. */
const follow = (
  file: string,
  tail: LogTail,
  bell: Bell.Bell,
  clean: Clean
): Effect.Effect<LogChannel, never, Scope.Scope> =>
  Effect.gen(function* () {
    const channel = Channel.make<"log">(bell, limits)
    const written = Bell.make()
    let lines: Array<TailedLine> = []
    let tooMany = false
    yield* tail.listen(file, (line) => {
      if (lines.length < atOnce) lines.push(line)
      else tooMany = true
      written.ring()
    })
    const flush = Effect.sync(() => {
      const taken = lines
      lines = []
      if (tooMany) channel.skip()
      else {
        const event: LogEvent = { file, lines: taken.map((line) => logLineView(line, clean)) }
        channel.publish("log", () => frame("log", event))
      }
      tooMany = false
    })
    yield* written
      .next(() => lines.length > 0)
      .pipe(
        Effect.zipRight(Effect.sleep(together)),
        Effect.zipRight(flush),
        Effect.forever,
        Effect.interruptible,
        Effect.forkScoped
      )
    return channel
  })

/** The channels of all files that somebody follows; each lives for as long as that. */
export const make = (
  tail: LogTail,
  bell: Bell.Bell,
  clean: Clean
): Effect.Effect<(file: string) => Effect.Effect<LogChannel, never, Scope.Scope>, never, Scope.Scope> =>
  Effect.map(
    RcMap.make({ lookup: (file: string) => follow(file, tail, bell, clean) }),
    (channels) => (file) => RcMap.get(channels, file)
  )
