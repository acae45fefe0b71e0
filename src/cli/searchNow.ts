import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { SearchOrdered } from "../web/SearchesApi.ts"
import type { MatchView } from "../web/SearchView.ts"
import { failed } from "./CliFailure.ts"
import * as DaemonClient from "./DaemonClient.ts"
import { target } from "./loadConfig.ts"
import { location, section } from "./options.ts"
import { oneLine, plain } from "./text.ts"

const query = Args.text({ name: "QUERY" }).pipe(
  Args.withDescription(
    'Title or part of it, with S01 or S01E05 behind that of a series: The Matrix, Dark S01E05, "Artist - Album".'
  ),
  Args.mapEffect((text) =>
    text.startsWith("-") ? Effect.fail(HelpDoc.p(`Unknown or incomplete option: ${text}`)) : Effect.succeed(text)
  ),
  Args.atLeast(1)
)

/** `Dark (the whole series)`. */
const named = ({ target: { kind }, title }: Pick<MatchView, "target" | "title">): string =>
  `${oneLine(title)}${kind === "series" ? " (the whole series)" : kind === "season" ? " (the whole season)" : ""}`

/** What `qbitrr search now` prints when it is going to be searched for. */
export const renderOrdered = (ordered: SearchOrdered): string => {
  const name = plain(ordered.section)
  return [
    `${named(ordered)} is searched for in ${name}.`,
    ...(ordered.held === null ? [] : [`It has to wait: ${oneLine(ordered.held)}.`]),
    `See what comes of it: qbitrr search list --section ${/\s/.test(name) ? `"${name}"` : name}`
  ].join("\n")
}

/** And when several things may be meant. */
export const renderMatches = (text: string, matches: ReadonlyArray<MatchView>, total: number): string => {
  const width = Math.max(...matches.map(({ section: name }) => plain(name).length))
  return [
    `"${oneLine(text)}" may be ${total} things. Say more of the title, or give --section:`,
    ...matches.map((match) => `  ${plain(match.section).padEnd(width)}  ${named(match)}`),
    ...(total > matches.length ? [`  … and ${total - matches.length} more`] : [])
  ].join("\n")
}

export const searchNow = Command.make("now", { query, section, ...location }, (options) =>
  Effect.gen(function* () {
    const text = options.query.join(" ")
    const answer = yield* DaemonClient.searchNow(yield* target(options), {
      query: text,
      section: Option.getOrUndefined(options.section)
    })
    if ("matches" in answer) return yield* failed(renderMatches(text, answer.matches, answer.total))
    yield* Console.log(renderOrdered(answer))
  })
).pipe(
  Command.withDescription(
    "Search for something of a library before everything else. The hourly limit holds for it, too."
  )
)
