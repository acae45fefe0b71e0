import type { ConfigDocument } from "../../../web/config/ConfigViews.ts"
import { Cell } from "../../live/Cell.ts"
import type { Edit } from "../../live/config.ts"

/** What was changed in the forms and is not saved, across all sections; a reload of the page loses it. */
export interface Draft {
  /** The document that the changes were made to. */
  readonly base: ConfigDocument
  /** By dotted key; null takes the key, or a whole section, out. */
  readonly changes: Readonly<Record<string, unknown>>
}

export const draft = new Cell<Draft | undefined>(undefined)

/** Dotted key of a section's key. */
export const keyOf = (section: string, path: string): string => `${section}.${path}`

/** The value at a dotted path below a section of a document; undefined: there is none. */
export const valueIn = (document: ConfigDocument, section: string, path: string): unknown => {
  let value: unknown = document.config[section]
  for (const part of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined
    value = Object.entries(value).find(([name]) => name === part)?.[1]
  }
  return value
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const keep = (base: ConfigDocument, changes: Readonly<Record<string, unknown>>): void =>
  draft.set(Object.keys(changes).length === 0 ? undefined : { base, changes })

const without = (changes: Readonly<Record<string, unknown>>, key: string) =>
  Object.fromEntries(Object.entries(changes).filter(([one]) => one !== key))

/** Changes a key; to what it was means not at all. */
export const change = (document: ConfigDocument, section: string, path: string, value: unknown): void => {
  const { base, changes } = draft.get() ?? { base: document, changes: {} }
  const key = keyOf(section, path)
  const rest = without(changes, key)
  keep(base, isSame(value, valueIn(base, section, path)) ? rest : { ...rest, [key]: value })
}

/** Takes a key out of the file, so that its default holds. */
export const takeOut = (document: ConfigDocument, key: string): void => {
  const { base, changes } = draft.get() ?? { base: document, changes: {} }
  keep(base, { ...changes, [key]: null })
}

/** Forgets a change, or all of them. */
export const forget = (key: string): void => {
  const current = draft.get()
  if (current !== undefined) keep(current.base, without(current.changes, key))
}
export const forgetAll = (): void => draft.set(undefined)

/** Removes a section, and what was changed in it. */
export const removeSection = (document: ConfigDocument, section: string): void => {
  const { base, changes } = draft.get() ?? { base: document, changes: {} }
  const others = Object.fromEntries(Object.entries(changes).filter(([key]) => !key.startsWith(`${section}.`)))
  keep(base, document.config[section] === undefined ? others : { ...others, [section]: null })
}

/** The edit that the draft asks for. */
export const editOf = ({ base, changes }: Draft): Edit => ({ revision: base.revision, changes })

/** A key that both the draft and somebody else have changed. */
export interface Collision {
  readonly key: string
  readonly before: unknown
  readonly theirs: unknown
  readonly mine: unknown
}

const at = (document: ConfigDocument, key: string): unknown => {
  const section = Object.keys(document.config)
    .filter((name) => key === name || key.startsWith(`${name}.`))
    .toSorted((a, b) => b.length - a.length)[0]
  if (section === undefined) return undefined
  return key === section ? document.config[section] : valueIn(document, section, key.slice(section.length + 1))
}

/** Where the draft and another version of the file disagree. */
export const collisions = ({ base, changes }: Draft, current: ConfigDocument): ReadonlyArray<Collision> =>
  Object.entries(changes)
    .map(([key, mine]) => ({ key, mine, before: at(base, key), theirs: at(current, key) }))
    .filter(({ before, mine, theirs }) => !isSame(before, theirs) && !isSame(mine, theirs))

/** The draft on top of another version; `mine`: what stays of the keys that collide. */
export const rebase = (one: Draft, current: ConfigDocument, mine: boolean): void => {
  const lost = mine ? [] : collisions(one, current).map(({ key }) => key)
  keep(current, Object.fromEntries(Object.entries(one.changes).filter(([key]) => !lost.includes(key))))
}

/** How many keys below a section are changed. */
export const changesIn = (one: Draft | undefined, section: string): number =>
  Object.keys(one?.changes ?? {}).filter((key) => key === section || key.startsWith(`${section}.`)).length
