import * as HashMap from "effect/HashMap"
import type { ArrFacts } from "./ArrFacts.ts"
import type { ArrState } from "./ArrState.ts"
import { commandRow } from "./commands.ts"
import { type ContainerName, containerName } from "./library/containers.ts"
import { type Library, type Shelf, shelf as shelfIn } from "./library/Library.ts"
import { fileIdOf, type LibraryItem } from "./library/LibraryItem.ts"
import { idOf } from "./Media.ts"

type Fields = Readonly<Record<string, unknown>>

/** What is said over the hub: `{ name, body }` of `receiveMessage` (api notes §5). */
export interface Told {
  readonly name: string
  readonly body: Fields
}

/** What a GET of one resource answers now; undefined when it is not there. */
export type ResourceOf = (name: string, id: number) => unknown

/** By which names a program speaks of its library, under that of its containers. */
interface Names {
  readonly container: ContainerName
  /** Undefined: a movie is its own container. */
  readonly thing: string | undefined
  readonly file: string
}

const things: Readonly<Record<ContainerName, Omit<Names, "container">>> = {
  movie: { thing: undefined, file: "moviefile" },
  series: { thing: "episode", file: "episodefile" },
  artist: { thing: "album", file: "trackfile" },
  author: { thing: "book", file: "bookfile" }
}

const sync = (name: string): Told => ({ name, body: { action: "sync" } })
const gone = (name: string, id: number): Told => ({ name, body: { action: "deleted", resource: { id } } })
const updated = (name: string, id: number, resourceOf: ResourceOf): ReadonlyArray<Told> => {
  const resource = resourceOf(name, id)
  return resource === undefined ? [] : [{ name, body: { action: "updated", resource } }]
}

/** The real ones keep the time of the last search to themselves. */
const same = (one: LibraryItem, other: LibraryItem): boolean => {
  const theirs: ReadonlyMap<string, unknown> = new Map(Object.entries(other))
  return Object.entries(one).every(([name, value]) => name === "lastSearchedAt" || Object.is(theirs.get(name), value))
}

/** Only what is imported, deleted or monitored is told by itself; the rest is told as a change of its container. */
const itemTold = (
  before: LibraryItem,
  after: LibraryItem,
  { thing, file }: Names,
  resourceOf: ResourceOf
): ReadonlyArray<Told> => {
  const [was, is] = [fileIdOf(before), fileIdOf(after)]
  if (was === is && before.monitored === after.monitored) return []
  return [
    ...(was === undefined || was === is ? [] : [gone(file, was)]),
    ...(is === undefined || was === is ? [] : updated(file, is, resourceOf)),
    ...(thing === undefined ? [] : updated(thing, idOf(after.media), resourceOf))
  ]
}

const shelfTold = (before: Shelf, after: Shelf, names: Names, resourceOf: ResourceOf): ReadonlyArray<Told> => {
  const old = new Map(before.items.map((item) => [idOf(item.media), item]))
  const both = after.items.flatMap((item) => {
    const known = old.get(idOf(item.media))
    return known === undefined ? [] : [[known, item] as const]
  })
  const unchanged =
    before.container === after.container &&
    before.items.length === after.items.length &&
    both.length === after.items.length &&
    both.every(([known, item]) => known === item || same(known, item))
  if (unchanged) return []
  const inside = both.flatMap(([known, item]) => (known === item ? [] : itemTold(known, item, names, resourceOf)))
  return [...inside, ...updated(names.container, after.container.id, resourceOf)]
}

const libraryTold = (before: Library, after: Library, names: Names, resourceOf: ResourceOf): ReadonlyArray<Told> => {
  const { container } = names
  const told: Array<Told> = []
  for (const [id, shelf] of HashMap.entries(after.shelves)) {
    const known = shelfIn(before, id)
    if (known === undefined) told.push(...updated(container, id, resourceOf))
    else if (known !== shelf) told.push(...shelfTold(known, shelf, names, resourceOf))
  }
  for (const id of HashMap.keys(before.shelves)) if (!HashMap.has(after.shelves, id)) told.push(gone(container, id))
  return told
}

/** What an Arr says when its state goes from one to the other. Pure. */
export const changesBetween = (
  before: ArrState,
  after: ArrState,
  facts: ArrFacts,
  resourceOf: ResourceOf
): ReadonlyArray<Told> => {
  const told: Array<Told> = []
  if (before.library !== after.library) {
    const container = containerName(facts)
    told.push(...libraryTold(before.library, after.library, { container, ...things[container] }, resourceOf))
  }
  if (before.commands !== after.commands) {
    const known = new Set(before.commands)
    const changed = after.commands.filter((command) => !known.has(command))
    told.push(...changed.map((one) => ({ name: "command", body: { action: "updated", resource: commandRow(one) } })))
  }
  if (before.tracked !== after.tracked || before.rows !== after.rows) told.push(sync("queue"), sync("queue/details"))
  if (before.health !== after.health) told.push(sync("health"))
  return told
}
