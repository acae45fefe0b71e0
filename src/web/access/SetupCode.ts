import { randomInt } from "node:crypto"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import type { Config } from "../../config/Config.ts"
import { ConfigService } from "../../config/ConfigService.ts"
import { levelFromWord } from "../../observability/LogLine.ts"
import { Secrets } from "../../observability/Redaction.ts"
import { Account } from "../../store/access/Account.ts"
import { sameSecret } from "./secrets.ts"
import { waysIn } from "./waysIn.ts"

/** The one-time code of the first run. */
export interface SetupCodeService {
  /** In constant time; small letters, blanks and hyphens do not matter in a code of ours. */
  readonly matches: (shown: string) => boolean
}

export class SetupCode extends Context.Tag("qbitrr/web/access/SetupCode")<SetupCode, SetupCodeService>() {}

/** Without letters and digits that look alike. */
const alphabet = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
const groups = 4
const groupLength = 4

/** 78 random bits, readable aloud: `K7QF-2M9X-TB4H-WD3E`. */
export const newCode = (): string =>
  Array.from({ length: groups }, () =>
    Array.from({ length: groupLength }, () => alphabet[randomInt(alphabet.length)]).join("")
  ).join("-")

const plain = (code: string): string => code.toUpperCase().replace(/[\s-]/g, "")

/** Where the page is, for somebody who reads the log. */
const pageAddress = ({ Host, Port, UrlBase }: Config["WebUI"]): string => {
  const host = Host === "0.0.0.0" || Host === "::" ? "<this machine>" : Host.includes(":") ? `[${Host}]` : Host
  return `http://${host}:${Port}${UrlBase}/setup`
}

/** INFO, or the least that the log shows: without the line nobody gets in. */
const announceAt = (config: Config) => {
  const shown = Option.getOrElse(levelFromWord(config.Settings.ConsoleLevel), () => LogLevel.Info)
  return LogLevel.greaterThan(shown, LogLevel.Info) ? shown : LogLevel.Info
}

/**
 * A new code for this run of the daemon, told in the log as soon as (and only if) a first password has to be chosen. Once
 * a password was seen, wherever it stands, the setup is closed in the database, so that taking the password out of the
 * config opens nothing.
 * @param given `QBITRR_SETUP_TOKEN`: is the code then, and is never printed
 */
export const layer = (
  given: Redacted.Redacted | undefined
): Layer.Layer<SetupCode, never, Account | ConfigService | Secrets> =>
  Layer.scoped(
    SetupCode,
    Effect.gen(function* () {
      const account = yield* Account
      const configs = yield* ConfigService
      const secret = given === undefined ? undefined : Redacted.value(given).trim()
      const own = secret === undefined || secret === "" ? newCode() : undefined
      if (secret !== undefined) yield* (yield* Secrets).register(secret)

      let announced = false
      const look = (config: Config) =>
        Effect.gen(function* () {
          const ways = waysIn(config.WebUI, yield* account.current, yield* account.setupClosed)
          if (ways.credentials !== undefined) yield* account.closeSetup
          if (!ways.setupRequired) {
            announced = false
            return
          }
          if (announced) return
          announced = true
          const what = own === undefined ? "the value of QBITRR_SETUP_TOKEN" : `this code: ${own}`
          yield* Effect.logWithLevel(
            announceAt(config),
            `Nobody has a password yet. Choose one at ${pageAddress(config.WebUI)} with ${what}`
          )
        })
      yield* look(yield* configs.current)
      yield* Effect.forkScoped(Stream.runForEach(configs.changes, look))

      return SetupCode.of({
        matches: (shown) => {
          if (shown.length > 256) return false
          return own === undefined ? sameSecret(shown, secret ?? "") : sameSecret(plain(shown), plain(own))
        }
      })
    })
  )
