import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type { TrackerList } from "../web/TrackersApi.ts"
import * as DaemonClient from "./DaemonClient.ts"
import { target } from "./loadConfig.ts"
import { location } from "./options.ts"
import { oneLine, time } from "./text.ts"

const json = Options.boolean("json").pipe(Options.withDescription("Print the API's answer as JSON, for scripts."))

const rows = (lines: ReadonlyArray<readonly [number | string, string]>): ReadonlyArray<string> => {
  const width = Math.max(...lines.map(([count]) => String(count).length))
  return lines.map(([count, text]) => `${String(count).padStart(width)}  ${text}`)
}

/** What `qbitrr trackers` prints: hosts with their torrents, then what they said that no list explains. */
export const renderTrackers = ({ hosts, unknownMessages }: TrackerList): string => {
  const known =
    hosts.length === 0
      ? ["No trackers are known: no torrent is there, or no qBittorrent has answered yet."]
      : rows([["TORRENTS", "TRACKER"], ...hosts.map(({ host, torrents }) => [torrents, oneLine(host)] as const)])
  if (unknownMessages.length === 0) return known.join("\n")
  return [
    ...known,
    "",
    "Messages that no list explains. Put those you understand into GoneMessages, OutageMessages or UserErrorMessages",
    "of that tracker:",
    ...rows([
      ["TIMES", "MESSAGE"],
      ...unknownMessages.map(
        ({ count, host, lastAt, message }) =>
          [count, `${oneLine(host)}: ${oneLine(message)} (last ${time(lastAt)})`] as const
      )
    ])
  ].join("\n")
}

export const trackers = Command.make("trackers", { json, ...location }, (options) =>
  Effect.gen(function* () {
    const found = yield* DaemonClient.trackers(yield* target(options))
    yield* Console.log(options.json ? JSON.stringify(found, null, 2) : renderTrackers(found))
  })
).pipe(Command.withDescription("Show tracker hosts with their torrents, and messages that no list explains."))
