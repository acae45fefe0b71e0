import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { largestPage } from "../web/TorrentsApi.ts"
import { CliFailure, exitCodes, failed } from "./CliFailure.ts"
import * as DaemonClient from "./DaemonClient.ts"
import { type Candidate, choose, wantedOf } from "./findTorrent.ts"
import { target } from "./loadConfig.ts"
import { location } from "./options.ts"
import { renderExplain } from "./renderExplain.ts"

const word = Args.text({ name: "TORRENT" }).pipe(
  Args.withDescription("Part of the name, the first 6 or more characters of the hash, or INSTANCE/HASH."),
  Args.mapEffect((text) =>
    text.startsWith("-") ? Effect.fail(HelpDoc.p(`Unknown or incomplete option: ${text}`)) : Effect.succeed(text)
  )
)

const json = Options.boolean("json").pipe(Options.withDescription("Print the API's answers as JSON, for scripts."))

const limit = Options.integer("limit").pipe(
  Options.withPseudoName("N"),
  Options.withDescription(`Decisions shown at most, 1 to ${largestPage} (default: 20).`),
  Options.withDefault(20)
)

/** Torrents that are there and those of which only decisions are left; the first of the same torrent counts. */
const candidates = (daemon: DaemonClient.Target, q: string) =>
  Effect.gen(function* () {
    const there = (yield* DaemonClient.torrents(daemon, q, largestPage)).torrents
    const known = new Set(there.map(({ hash, instance }) => `${instance}/${hash}`))
    const gone = (yield* DaemonClient.decisions(daemon, q, largestPage))
      .filter(({ hash, instance }) => !known.has(`${instance}/${hash}`))
      .map(({ hash, instance, name }): Candidate => ({ hash, instance, name, gone: true }))
      // Newest first: of several names of one torrent the newest stays.
      .reverse()
    return [...gone, ...there.map(({ hash, instance, name }): Candidate => ({ hash, instance, name, gone: false }))]
  })

export const explain = Command.make("explain", { json, limit, word, ...location }, (options) =>
  Effect.gen(function* () {
    if (options.limit < 1 || options.limit > largestPage) {
      return yield* new CliFailure({ message: `--limit takes 1 to ${largestPage}.`, code: exitCodes.usage })
    }
    const daemon = yield* target(options)
    const wanted = wantedOf(options.word)
    const found = yield* candidates(daemon, wanted.word)
    const candidate = yield* Effect.mapError(choose(options.word, wanted, found), failed)
    const { decisions, lastDecision } = yield* DaemonClient.torrentDecisions(daemon, candidate, options.limit)
    const torrent = candidate.gone ? undefined : yield* DaemonClient.torrent(daemon, candidate)
    yield* Console.log(
      options.json
        ? JSON.stringify({ torrent: torrent ?? null, lastDecision, decisions }, null, 2)
        : renderExplain(
            { candidate, torrent, last: lastDecision, decisions },
            { limit: options.limit, now: yield* Clock.currentTimeMillis }
          )
    )
  })
).pipe(
  Command.withDescription(
    "Say why a torrent is treated as it is: what was done to it, what was not, and by which rule. Also one that is gone."
  )
)
