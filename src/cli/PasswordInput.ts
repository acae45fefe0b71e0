import * as Prompt from "@effect/cli/Prompt"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { longestPassword, shortestPassword } from "../web/access/Passwords.ts"
import { CliFailure, exitCodes } from "./CliFailure.ts"

/** All of standard input, without the line break at its end. */
const piped = Effect.tryPromise({
  try: async () => {
    const chunks: Array<Uint8Array> = []
    for await (const chunk of process.stdin) {
      if (chunk instanceof Uint8Array) chunks.push(chunk)
      if (chunks.length > 64) break
    }
    return Redacted.make(
      Buffer.concat(chunks)
        .toString()
        .replace(/\r?\n$/, "")
    )
  },
  catch: (error) => new CliFailure({ message: `The password cannot be read: ${String(error)}`, code: exitCodes.usage })
})

const ask = (message: string) =>
  Prompt.run(Prompt.password({ message })).pipe(
    Effect.mapError(() => new CliFailure({ message: "No password was given.", code: exitCodes.usage }))
  )

const typed = Effect.gen(function* () {
  const first = yield* ask("New password")
  const second = yield* ask("The same again")
  if (Redacted.value(first) === Redacted.value(second)) return first
  return yield* new CliFailure({ message: "These are two different passwords.", code: exitCodes.usage })
})

type Input = Effect.Effect<Redacted.Redacted, CliFailure, Prompt.Prompt.Environment>

/** Where a new password comes from: asked for twice at a terminal, else standard input. Never an argument, which others see. */
export class PasswordInput extends Context.Reference<PasswordInput>()("qbitrr/cli/PasswordInput", {
  defaultValue: (): Input => Effect.suspend((): Input => (process.stdin.isTTY ? typed : piped))
}) {}

/** A new password that may be used. */
export const newPassword = Effect.gen(function* () {
  const password = yield* yield* PasswordInput
  const { length } = Redacted.value(password)
  if (length >= shortestPassword && length <= longestPassword) return password
  return yield* new CliFailure({
    message: `A password has ${shortestPassword} to ${longestPassword} characters; this one has ${length}.`,
    code: exitCodes.usage
  })
})
