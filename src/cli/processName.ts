import * as Either from "effect/Either"

/**
 * The process a person means: upper and lower case are the same, and an exact match wins over one that differs in case.
 * Left: what to tell them, with the names there are.
 */
export const resolveName = (wanted: string, known: ReadonlyArray<string>): Either.Either<string, string> => {
  if (known.includes(wanted)) return Either.right(wanted)
  const folded = wanted.toLowerCase()
  const [match, ...others] = known.filter((name) => name.toLowerCase() === folded)
  if (match !== undefined && others.length === 0) return Either.right(match)
  const problem =
    match === undefined
      ? `There is no process "${wanted}".`
      : `"${wanted}" fits several processes: write the name exactly.`
  const names =
    known.length === 0 ? "There are no processes." : `Processes:\n${known.map((name) => `  ${name}`).join("\n")}`
  return Either.left(`${problem}\n${names}`)
}
