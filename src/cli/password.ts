import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Passwords from "../web/access/Passwords.ts"
import { failed } from "./CliFailure.ts"
import * as DaemonClient from "./DaemonClient.ts"
import { target } from "./loadConfig.ts"
import { location } from "./options.ts"
import { newPassword } from "./PasswordInput.ts"
import { plain } from "./text.ts"

const username = Options.text("username").pipe(
  Options.withPseudoName("NAME"),
  Options.withDescription("Name to log in with (default: as it is, admin the first time)."),
  Options.optional
)

const set = Command.make("set", { username, ...location }, (options) =>
  Effect.gen(function* () {
    const where = yield* target(options)
    const password = yield* newPassword
    const session = yield* DaemonClient.setPassword(where, {
      password: Redacted.value(password),
      ...(Option.isSome(options.username) ? { username: options.username.value } : {})
    })
    const ways = session.passwordLogin ? "" : " Login by password is switched off, though (WebUI.LocalAuthEnabled)."
    yield* Console.log(`The password is set; every browser has to log in again.${ways}`)
  })
).pipe(
  Command.withDescription(
    "Set the password of the page, whatever it was. Reads it from the terminal or standard input."
  )
)

const hash = Command.make("hash", location, () =>
  Effect.gen(function* () {
    const passwords = yield* Passwords.Passwords
    const made = yield* Effect.mapError(passwords.hash(yield* newPassword), ({ error }) => failed(error))
    yield* Console.log(plain(Redacted.value(made)))
  }).pipe(Effect.provide(Passwords.layer))
).pipe(Command.withDescription("Print what WebUI.PasswordHash has to be for a password. Needs no daemon."))

export const password = Command.make("password").pipe(
  Command.withDescription("Set the password of the page, or make a hash for the config."),
  Command.withSubcommands([set, hash])
)
