import { idOf } from "../Media.ts"
import type { Container } from "./Container.ts"
import { clean, type Fields, fileSize, images, isOut, iso, percent, ratings, slug } from "./common.ts"
import type { Shelf } from "./Library.ts"
import type { LibraryItem } from "./LibraryItem.ts"

const counts = (books: ReadonlyArray<LibraryItem>, now: number): Fields => {
  const files = books.filter(({ hasFile }) => hasFile).length
  const due = books.filter((one) => one.hasFile || (one.monitored && isOut(one, now))).length
  return {
    bookFileCount: files,
    bookCount: due,
    totalBookCount: books.length,
    sizeOnDisk: files * fileSize,
    percentOfBooks: percent(files, due)
  }
}

const isMonitored = ({ container, items }: Shelf): boolean =>
  container.monitored ?? items.some(({ monitored }) => monitored)

const popular = { ...ratings, popularity: 750 }

const author = (container: Container, monitored: boolean): Fields => {
  const path = container.path ?? `/library/${container.title}`
  return {
    authorMetadataId: container.id,
    status: container.status,
    ended: container.status === "ended",
    authorName: container.title,
    authorNameLastFirst: container.title,
    foreignAuthorId: `author-${container.id}`,
    titleSlug: slug(container.title),
    overview: "",
    links: [],
    images: images(container.id),
    path,
    qualityProfileId: container.profileId,
    metadataProfileId: container.metadataProfileId,
    monitored,
    monitorNewItems: container.monitorNewItems,
    rootFolderPath: path.slice(0, path.lastIndexOf("/") + 1),
    genres: [],
    cleanName: clean(container.title),
    sortName: container.title.toLowerCase(),
    sortNameLastFirst: container.title.toLowerCase(),
    tags: container.tags,
    added: iso(container.addedAt),
    ratings: popular,
    id: container.id
  }
}

/** `author`, with statistics. */
export const authorResource = (shelf: Shelf, now: number): Fields => ({
  ...author(shelf.container, isMonitored(shelf)),
  statistics: { ...counts(shelf.items, now), availableBookCount: shelf.items.filter(({ hasFile }) => hasFile).length }
})

/** `book`, with its author as the real one has it inside: without that one's statistics. */
export const bookResource = (item: LibraryItem, shelf: Shelf, now: number): Fields => {
  const id = idOf(item.media)
  return {
    title: item.title,
    authorTitle: `${shelf.container.title.toLowerCase()} ${item.title}`,
    seriesTitle: "",
    disambiguation: "",
    authorId: shelf.container.id,
    foreignBookId: `book-${id}`,
    titleSlug: slug(item.title),
    monitored: item.monitored,
    anyEditionOk: true,
    ratings: popular,
    releaseDate: iso(item.airsAt),
    pageCount: 300,
    genres: [],
    author: author(shelf.container, isMonitored(shelf)),
    images: images(id),
    links: [],
    statistics: counts([item], now),
    added: iso(item.addedAt),
    lastSearchTime: iso(item.lastSearchedAt),
    id
  }
}
