import { createContext, Script } from "node:vm"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** The expression is none, or too long. */
export class BadPattern extends Data.TaggedError("BadPattern")<{ readonly reason: string }> {}

/** Trying the expression on a few lines takes too long: it goes back and forth without end. */
export class SlowPattern extends Data.TaggedError("SlowPattern")<{}> {}

/** What to look for. */
export interface Pattern {
  readonly q: string
  readonly regex: boolean
  /** Whether case counts. */
  readonly case: boolean
}

/** For each text, whether it fits. */
export type Matcher = (texts: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<boolean>, BadPattern | SlowPattern>

/** Characters of an expression. */
export const longestPattern = 256

/** The event loop may stand still for so long. Milliseconds for one piece of a file. */
const patience = 40

const program = new Script("texts.map((text) => pattern.test(text))")

// What happens inside is of another realm: its errors are no instances of our classes.
const codeOf = (cause: unknown): unknown =>
  typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined

const messageOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "message" in cause ? String(cause.message) : String(cause)

const isTrue = (value: unknown): boolean => value === true

/**
 * No check of an expression foresees every one that never ends, so each is simply given little time: V8 looks for an end
 * of its time while it tries a text, which a program outside cannot do.
 */
const regexMatcher = (pattern: RegExp): Matcher => {
  const sandbox: { readonly pattern: RegExp; texts: ReadonlyArray<string> } = { pattern, texts: [] }
  const context = createContext(sandbox)
  const test: Matcher = (texts) =>
    Effect.try({
      try: (): ReadonlyArray<boolean> => {
        sandbox.texts = texts
        const hits: unknown = program.runInContext(context, { timeout: patience })
        return Array.isArray(hits) ? hits.map(isTrue) : []
      },
      catch: (cause) =>
        codeOf(cause) === "ERR_SCRIPT_EXECUTION_TIMEOUT"
          ? new SlowPattern()
          : new BadPattern({ reason: messageOf(cause) })
    })
  // On a busy machine somebody else may have had the time.
  return (texts) => Effect.catchTag(test(texts), "SlowPattern", () => Effect.zipRight(Effect.yieldNow(), test(texts)))
}

const textMatcher = ({ q, case: exact }: Pattern): Matcher => {
  const part = exact ? q : q.toLowerCase()
  return (texts) => Effect.sync(() => texts.map((text) => (exact ? text : text.toLowerCase()).includes(part)))
}

/** Fails with `BadPattern` for an expression that cannot be read. */
export const matcherOf = (pattern: Pattern): Effect.Effect<Matcher, BadPattern> => {
  if (pattern.q.length > longestPattern) {
    return Effect.fail(new BadPattern({ reason: `it has more than ${longestPattern} characters` }))
  }
  if (!pattern.regex) return Effect.succeed(textMatcher(pattern))
  return Effect.try({
    try: () => regexMatcher(new RegExp(pattern.q, pattern.case ? "m" : "im")),
    catch: (cause) => new BadPattern({ reason: messageOf(cause) })
  })
}
