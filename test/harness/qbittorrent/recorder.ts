import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { Dependencies } from "../../../src/supervision/Dependencies.ts"
import { Heartbeat } from "../../../src/supervision/Heartbeat.ts"

/** One call of a worker to its supervisor, in order. `at` is epoch milliseconds. */
export interface Said {
  readonly at: number
  readonly what: "ready" | "beat" | "degrade" | "recover" | "register" | "up" | "down"
  readonly detail: string
  readonly nextAttemptAt: number | null
}

/** A `Heartbeat` and `Dependencies` that only write down what they are told. */
export const recorder = () => {
  const said: Array<Said> = []
  const note = (what: Said["what"], detail = "", nextAttemptAt: number | null = null) =>
    Effect.map(Clock.currentTimeMillis, (at) => void said.push({ at, what, detail, nextAttemptAt }))
  const layer = Layer.merge(
    Layer.succeed(Heartbeat, {
      worker: "qBit",
      life: 1,
      ready: note("ready"),
      beat: (track) => note("beat", track),
      extend: () => Effect.void,
      release: () => Effect.void,
      degrade: (_dependency, reason) => note("degrade", reason),
      recover: (dependency) => note("recover", dependency),
      isCurrent: Effect.succeed(true)
    }),
    Layer.succeed(Dependencies, {
      register: (name) => note("register", name),
      forget: () => Effect.void,
      up: (name) => note("up", name),
      down: (_name, reason, nextAttemptAt) => note("down", reason, nextAttemptAt),
      answered: () => Effect.void,
      identified: () => Effect.void,
      all: Effect.succeed([]),
      changes: Stream.empty
    })
  )
  return { said, layer, count: (what: Said["what"]) => said.filter((one) => one.what === what).length }
}
