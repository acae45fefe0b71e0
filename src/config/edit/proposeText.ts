import * as Either from "effect/Either"
import { parse, TomlError } from "smol-toml"
import { arrKindOf } from "../Config.ts"
import type { ConfigProblem } from "../ConfigProblem.ts"
import { type KeyPath, showPath } from "../KeyPath.ts"
import { migrate } from "../migrations.ts"
import { sameValue } from "../sameValue.ts"
import { syntaxProblem } from "../syntaxProblem.ts"
import { isTable, type TomlTable } from "../TomlTable.ts"
import { type ConfigEdit, editProblem } from "./ConfigEdit.ts"
import { editToml } from "./editToml.ts"
import { isInlineKey } from "./isInlineKey.ts"
import { pathOfKey } from "./pathOfKey.ts"
import { type Redact, restoreToml } from "./rawSecrets.ts"
import { withValue } from "./rewrite.ts"
import { standsForStored } from "./secretValues.ts"
import { renameSection } from "./setValue.ts"
import { redactedPaths, storedPath, valueAtPath } from "./storedValues.ts"

/** What an edit makes of a text. */
export interface ProposedText {
  readonly text: string
  /** The stored text with the new names of sections: what the rest is to be compared with. */
  readonly renamed: string
}

/** Keys of one edit: all that one section has, and some more. Each takes its time. */
const mostChanges = 500

type Outcome<A> = Either.Either<A, ReadonlyArray<ConfigProblem>>

const unresolvedProblem = (file: string, path: KeyPath): ConfigProblem =>
  editProblem(
    file,
    showPath(path),
    '"[redacted]"',
    "the value itself",
    'says "[redacted]", which stands for a stored value, but nobody can tell which one; write the value itself'
  )

/** One change with its place in the file. */
interface Placed {
  readonly key: string
  readonly path: KeyPath
  readonly value: unknown
}

/** Where a key stands in a file of an older version. What is in a row stays there. */
const placeIn = (original: (path: KeyPath) => KeyPath, path: KeyPath): KeyPath =>
  path.some((part) => typeof part === "number") ? [...original(path.slice(0, 1)), ...path.slice(1)] : original(path)

/** The value without what stands for a stored one; undefined parts could not be resolved and are in `left`. */
const resolve = (change: Placed, proposed: TomlTable, stored: TomlTable, left: Array<KeyPath>): unknown =>
  redactedPaths(change.value).reduce<unknown>((value, below) => {
    const path = [...change.path, ...below]
    const found = storedPath(path, proposed, stored)
    if (found !== undefined) return withValue(value, below, valueAtPath(stored, found))
    const text = valueAtPath(change.value, below)
    if (typeof text === "string" && standsForStored(text, path)) left.push(path)
    return value
  }, change.value)

const withKey = (table: TomlTable, { path, value }: Placed): TomlTable => {
  const next = withValue(table, path, value)
  return isTable(next) ? next : table
}

/** A new name must not move the downloads of a section: its category is the old name unless the file says another. */
const renameWithCategory = (text: string, inFile: string, from: string, to: string): string => {
  const renamed = renameSection(text, inFile, to)
  if (arrKindOf(to) === undefined || valueAtPath(parse(text), [inFile, "Category"]) !== undefined) return renamed
  const pinned = editToml(renamed, { path: [to, "Category"], value: from.toLowerCase() }, isInlineKey)
  return Either.getOrElse(pinned, () => renamed)
}

function* changed(
  file: string,
  stored: string,
  edit: Extract<ConfigEdit, { readonly _tag: "Changes" }>
): Generator<undefined, Outcome<ProposedText>> {
  const keys = Object.keys(edit.changes).length
  if (keys > mostChanges) {
    const allowed = `${mostChanges} keys at a time`
    return Either.left([
      editProblem(file, "", `${keys} keys`, allowed, `too many changes at once: ${allowed}, or the whole text`)
    ])
  }
  const problems: Array<ConfigProblem> = []
  const before: TomlTable = parse(stored)
  let renamed = stored
  for (const [from, to] of Object.entries(edit.rename)) {
    const [section] = migrate(parse(renamed)).original([from])
    const name = String(section)
    const found = JSON.stringify(to)
    if (!Object.hasOwn(before, name)) {
      problems.push(
        editProblem(file, from, "no such section", "a section of the file", "there is no such section to rename")
      )
    } else if (to.trim() === "" || Object.hasOwn(parse(renamed), to)) {
      problems.push(
        editProblem(
          file,
          from,
          found,
          "a name of its own",
          `cannot be renamed to ${found}: that name is empty or in use`
        )
      )
    } else renamed = renameWithCategory(renamed, name, from, to)
  }
  const storedTable: TomlTable = parse(renamed)
  const migrated = migrate(storedTable)
  const sections = Object.keys(migrated.table)
  const places: Array<Placed> = []
  for (const [key, value] of Object.entries(edit.changes)) {
    const path = pathOfKey(key, sections)
    if (path === undefined) {
      problems.push(
        editProblem(file, key, "a key that cannot be read", 'a key such as "qBit.Trackers[0].Name"', "is no dotted key")
      )
    } else places.push({ key, path: placeIn(migrated.original, path), value: value ?? undefined })
  }
  const proposed = places.reduce(withKey, storedTable)
  let text = renamed
  let model = storedTable
  for (const change of places) {
    const left: Array<KeyPath> = []
    const value = resolve(change, proposed, storedTable, left)
    const [section = ""] = change.path
    // As it is: not in the file, so its default or the environment says it.
    if (left.length > 0 && typeof change.value === "string" && Object.hasOwn(storedTable, section)) continue
    problems.push(...left.map((path) => unresolvedProblem(file, path)))
    // A form may send everything it shows.
    if (sameValue(valueAtPath(model, change.path), value)) continue
    yield
    model = withKey(model, { ...change, value })
    const edited = editToml(text, { path: change.path, value }, isInlineKey)
    if (Either.isRight(edited)) text = edited.right
    else
      problems.push(
        editProblem(
          file,
          change.key,
          "a change",
          "an edit of the whole text",
          `cannot be changed by itself: ${edited.left}`
        )
      )
  }
  return problems.length > 0 ? Either.left(problems) : Either.right({ text, renamed })
}

/**
 * The text that an edit makes of the stored one, with every `[redacted]` as it is stored. Left: what keeps it from being
 * made; whether the result is a config that can be used is not looked at. It stops after each key, since each may take
 * some milliseconds. Pure.
 */
export function* proposing(
  file: string,
  stored: string,
  edit: Exclude<ConfigEdit, { readonly _tag: "Backup" }>,
  redact: Redact
): Generator<undefined, Outcome<ProposedText>> {
  if (edit._tag === "Text") {
    // A text field of a browser knows no other line break.
    const breaks = stored.includes("\r\n") && !edit.toml.includes("\r\n")
    const toml = breaks ? edit.toml.replaceAll("\n", "\r\n") : edit.toml
    return Either.mapBoth(restoreToml(toml, stored, redact), {
      onLeft: (paths) => paths.map((path) => unresolvedProblem(file, path)),
      onRight: (text) => ({ text, renamed: stored })
    })
  }
  try {
    return yield* changed(file, stored, edit)
  } catch (error) {
    if (error instanceof TomlError) return Either.left([syntaxProblem(file, error)])
    throw error
  }
}

/** `proposing` at once. */
export const proposeText = (...input: Parameters<typeof proposing>): Outcome<ProposedText> => {
  const steps = proposing(...input)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
