import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { allScopes, Scope } from "../web/access/Scope.ts"
import type { TokenView } from "../web/access/views.ts"
import * as DaemonClient from "./DaemonClient.ts"
import { target } from "./loadConfig.ts"
import { location } from "./options.ts"
import { oneLine, time } from "./text.ts"

const word = (name: string, description: string) =>
  Args.text({ name }).pipe(
    Args.withDescription(description),
    Args.mapEffect((text) =>
      text.startsWith("-") ? Effect.fail(HelpDoc.p(`Unknown or incomplete option: ${text}`)) : Effect.succeed(text)
    )
  )

const scope = Options.text("scope").pipe(
  Options.withPseudoName("SCOPE"),
  Options.withDescription(
    "What it may do: read, actions, webhook (only say that a request was made), config or admin (everything). Give it several times for several."
  ),
  Options.atLeast(1),
  Options.mapEffect((words) =>
    Effect.mapError(Schema.decodeUnknown(Schema.NonEmptyArray(Scope))(words), () =>
      ValidationError.invalidValue(HelpDoc.p(`Expected --scope to be one of ${allScopes.join(", ")}.`))
    )
  )
)

const days = Options.integer("days").pipe(
  Options.withPseudoName("N"),
  Options.withDescription("Days after which it expires (default: never)."),
  Options.optional
)

const json = Options.boolean("json").pipe(Options.withDescription("Print what the API answers."))

const create = Command.make("create", { name: word("NAME", "What it is for."), scope, days, ...location }, (options) =>
  Effect.gen(function* () {
    const { secret } = yield* DaemonClient.createToken(yield* target(options), {
      name: options.name,
      scopes: options.scope,
      ...(Option.isSome(options.days) ? { expiresInDays: options.days.value } : {})
    })
    // Alone, so that a script can take it; it is shown this once.
    yield* Console.log(secret)
  })
).pipe(Command.withDescription("Make a token for a script and print it, this once."))

/** One line for each token. */
export const renderTokens = (tokens: ReadonlyArray<typeof TokenView.Type>): string => {
  if (tokens.length === 0)
    return "There are no tokens but the one of the daemon. Make one: qbitrr token create NAME --scope read"
  const rows = [
    ["ID", "NAME", "SCOPES", "LAST USED", "EXPIRES"],
    ...tokens.map((token) => [
      token.id,
      oneLine(token.name),
      token.scopes.join(","),
      token.lastUsedAt === null ? "never" : time(token.lastUsedAt),
      token.expiresAt === null ? "never" : time(token.expiresAt)
    ])
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

const list = Command.make("list", { json, ...location }, (options) =>
  Effect.gen(function* () {
    const answer = yield* DaemonClient.tokens(yield* target(options))
    yield* Console.log(options.json ? JSON.stringify(answer, undefined, 2) : renderTokens(answer.tokens))
  })
).pipe(Command.withDescription("Show the tokens of scripts: what they may do and when they were used."))

const revoke = Command.make("revoke", { id: word("ID", "As `qbitrr token list` shows it."), ...location }, (options) =>
  Effect.gen(function* () {
    yield* DaemonClient.revokeToken(yield* target(options), options.id)
    yield* Console.log("Revoked.")
  })
).pipe(Command.withDescription("Revoke a token at once."))

export const token = Command.make("token").pipe(
  Command.withDescription("Make, list and revoke tokens for scripts."),
  Command.withSubcommands([create, list, revoke])
)
