import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { containerOf, covers, idOf, type Media, type SearchTarget } from "../Media.ts"
import { type Container, type ContainerPatch, usualContainer } from "./Container.ts"
import { fileIdOf, firstOfFile, type LibraryItem, type LibraryPatch, type NewItem, patched } from "./LibraryItem.ts"

/** A container and what is in it, in the order it was added. Replaced as a whole on each change. */
export interface Shelf {
  readonly container: Container
  readonly items: ReadonlyArray<LibraryItem>
}

/** A whole library, found by container, so that no request looks at more than it answers. */
export interface Library {
  /** By id of the series, artist, author or movie. */
  readonly shelves: HashMap.HashMap<number, Shelf>
  /** Id of a thing to that of its container. */
  readonly owners: HashMap.HashMap<number, number>
  /** Id of a (first) file to that of its thing. */
  readonly files: HashMap.HashMap<number, number>
}

export const empty: Library = { shelves: HashMap.empty(), owners: HashMap.empty(), files: HashMap.empty() }

const get = <A>(map: HashMap.HashMap<number, A>, key: number): A | undefined =>
  Option.getOrUndefined(HashMap.get(map, key))

export const shelf = (library: Library, containerId: number): Shelf | undefined => get(library.shelves, containerId)

/** All of them, by id. */
export const shelves = (library: Library): ReadonlyArray<Shelf> =>
  [...HashMap.values(library.shelves)].toSorted((a, b) => a.container.id - b.container.id)

/** What is in a container; nothing when it is not there. */
export const itemsIn = (library: Library, containerId: number): ReadonlyArray<LibraryItem> =>
  shelf(library, containerId)?.items ?? []

/** The movie, episode, album or book with this id. */
export const item = (library: Library, id: number): LibraryItem | undefined => {
  const owner = get(library.owners, id)
  return owner === undefined ? undefined : itemsIn(library, owner).find(({ media }) => idOf(media) === id)
}

/** Whose file this is. */
export const itemOfFile = (library: Library, fileId: number): LibraryItem | undefined => {
  const id = get(library.files, firstOfFile(fileId))
  return id === undefined ? undefined : item(library, id)
}

/** Everything a search for `target` looks for. */
export const covered = (library: Library, target: SearchTarget): ReadonlyArray<LibraryItem> =>
  itemsIn(library, containerOf(target)).filter(({ media }) => covers(target, media))

const withItem = (before: Library, found: LibraryItem, container: (known: Container) => Container): Library => {
  const id = idOf(found.media)
  const containerId = containerOf(found.media)
  const known = shelf(before, containerId)
  const items = known?.items ?? []
  const at = items.findIndex(({ media }) => idOf(media) === id)
  const changed = at < 0 ? [...items, found] : items.with(at, found)
  const fileId = fileIdOf(found)
  const replaced = items[at]
  const oldFile = replaced === undefined ? undefined : fileIdOf(replaced)
  // A file that is no longer there must not be found by its id.
  const files =
    oldFile === undefined || oldFile === fileId ? before.files : HashMap.remove(before.files, firstOfFile(oldFile))
  return {
    shelves: HashMap.set(before.shelves, containerId, {
      container: container(known?.container ?? usualContainer(containerId, found.media.kind)),
      items: changed
    }),
    owners: at < 0 ? HashMap.set(before.owners, id, containerId) : before.owners,
    files: fileId === undefined ? files : HashMap.set(files, firstOfFile(fileId), id)
  }
}

const containerBy =
  (media: Media, { container, seasonMonitored }: LibraryPatch) =>
  (known: Container): Container => {
    const next = container === undefined ? known : { ...known, ...container }
    if (seasonMonitored === undefined || media.kind !== "episode") return next
    return { ...next, seasons: new Map(next.seasons).set(media.seasonNumber, seasonMonitored) }
  }

/** Adds a thing, or changes the one that is there. One that names another container moves to it. */
export const put = (library: Library, media: Media, patch: LibraryPatch): Library => {
  const known = item(library, idOf(media))
  const moved = known !== undefined && containerOf(known.media) !== containerOf(media)
  return withItem(moved ? remove(library, media) : library, patched(media, known, patch), containerBy(media, patch))
}

/** Changes one that is there; nothing happens when it is not. */
export const change = (library: Library, id: number, f: (item: LibraryItem) => LibraryItem): Library => {
  const known = item(library, id)
  return known === undefined ? library : withItem(library, f(known), (container) => container)
}

/** Changes a container that is there and everything in it. */
export const changeShelf = (library: Library, containerId: number, f: (shelf: Shelf) => Shelf): Library => {
  const known = shelf(library, containerId)
  return known === undefined ? library : { ...library, shelves: HashMap.set(library.shelves, containerId, f(known)) }
}

export const patchContainer = (library: Library, containerId: number, patch: ContainerPatch): Library =>
  changeShelf(library, containerId, (known) => ({ ...known, container: { ...known.container, ...patch } }))

const without = (library: Library, gone: ReadonlyArray<LibraryItem>, shelvesLeft: Library["shelves"]): Library => ({
  shelves: shelvesLeft,
  owners: HashMap.removeMany(
    library.owners,
    gone.map(({ media }) => idOf(media))
  ),
  files: HashMap.removeMany(library.files, gone.flatMap((one) => fileIdOf(one) ?? []).map(firstOfFile))
})

/** Takes one thing away; what it was in stays, a movie goes as a whole. */
export const remove = (library: Library, media: Media): Library => {
  const gone = item(library, idOf(media))
  if (gone === undefined) return library
  const id = containerOf(gone.media)
  const left = itemsIn(library, id).filter((one) => one !== gone)
  const known = shelf(library, id)
  return without(
    library,
    [gone],
    known === undefined || gone.media.kind === "movie"
      ? HashMap.remove(library.shelves, id)
      : HashMap.set(library.shelves, id, { ...known, items: left })
  )
}

/** Takes a series, artist, author or movie away with everything in it. */
export const removeContainer = (library: Library, containerId: number): Library =>
  without(library, itemsIn(library, containerId), HashMap.remove(library.shelves, containerId))

/** A whole library at once; of things named twice the later one counts. */
export const from = (items: ReadonlyArray<NewItem>): Library => {
  const shelvesOf = new Map<number, { container: Container; readonly items: Map<number, LibraryItem> }>()
  for (const one of items) {
    const { media, ...patch } = one
    const id = containerOf(media)
    const known = shelvesOf.get(id) ?? { container: usualContainer(id, media.kind), items: new Map() }
    known.container = containerBy(media, patch)(known.container)
    known.items.set(idOf(media), patched(media, undefined, patch))
    shelvesOf.set(id, known)
  }
  const all = [...shelvesOf].flatMap(([id, { items: inside }]) =>
    [...inside].map(([itemId, found]) => [id, itemId, found] as const)
  )
  return {
    shelves: HashMap.fromIterable(
      [...shelvesOf].map(([id, { container, items: inside }]) => [id, { container, items: [...inside.values()] }])
    ),
    owners: HashMap.fromIterable(all.map(([id, itemId]) => [itemId, id])),
    files: HashMap.fromIterable(
      all.flatMap(([, itemId, found]) => {
        const fileId = fileIdOf(found)
        return fileId === undefined ? [] : [[firstOfFile(fileId), itemId] as const]
      })
    )
  }
}
