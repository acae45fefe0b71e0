import * as Either from "effect/Either"
import { oneLine } from "./text.ts"

/** A torrent that a word may mean. */
export interface Candidate {
  readonly instance: string
  readonly hash: string
  readonly name: string
  /** Only its decisions are left. */
  readonly gone: boolean
}

/** Fewer characters of a hash are a part of a name by accident. */
const leastHash = 6

/** Candidates that are listed at most. */
const mostListed = 20

/** What a person wrote: a part of a name, the beginning of a hash, or `instance/hash`. */
export interface Wanted {
  readonly instance: string | undefined
  /** Lower-case. */
  readonly word: string
}

/** `qBit/0123abcd` names the instance too. A name with a slash in it stays a name. */
export const wantedOf = (text: string): Wanted => {
  const found = /^(.+)\/([0-9a-f]{6,64})$/i.exec(text.trim())
  return found === null
    ? { instance: undefined, word: text.trim().toLowerCase() }
    : { instance: found[1], word: (found[2] ?? "").toLowerCase() }
}

const fits = ({ instance, word }: Wanted, candidate: Candidate): boolean => {
  const byHash = word.length >= leastHash && candidate.hash.startsWith(word)
  if (instance !== undefined) return candidate.instance === instance && byHash
  return byHash || candidate.name.toLowerCase().includes(word)
}

const line = ({ gone, hash, instance, name }: Candidate): string =>
  `  ${instance}/${hash.slice(0, 12)}  ${oneLine(name)}${gone ? " (gone)" : ""}`

/** The torrent that is meant, or what to say instead. One whose name or hash is exactly the word wins. */
export const choose = (
  text: string,
  wanted: Wanted,
  candidates: ReadonlyArray<Candidate>
): Either.Either<Candidate, string> => {
  const found = [...new Map(candidates.map((one) => [`${one.instance}/${one.hash}`, one])).values()].filter((one) =>
    fits(wanted, one)
  )
  const exact = found.filter(({ hash, name }) => name.toLowerCase() === wanted.word || hash === wanted.word)
  const [first, second] = exact.length > 0 ? exact : found
  if (first === undefined) {
    return Either.left(
      `No torrent fits "${oneLine(text)}", and no decision about one is recorded. Give a part of its name or at least ${leastHash} characters of its hash.`
    )
  }
  if (second === undefined) return Either.right(first)
  const listed = (exact.length > 0 ? exact : found).slice(0, mostListed)
  const more = (exact.length > 0 ? exact : found).length - listed.length
  return Either.left(
    [
      `Several torrents fit "${oneLine(text)}"; give one of these:`,
      ...listed.map(line),
      ...(more > 0 ? [`  … and ${more} more`] : [])
    ].join("\n")
  )
}
