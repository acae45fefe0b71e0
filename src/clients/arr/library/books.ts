import { numberIn, type Row } from "./fields.ts"
import { adapterOf } from "./works.ts"

/** One file of any edition is the book. */
const complete = (statistics: Row): boolean | undefined => {
  const files = numberIn(statistics, "bookFileCount")
  return files === undefined ? undefined : files > 0
}

/** Readarr. */
export const books = adapterOf({
  container: "author",
  ownerField: "authorId",
  work: "book",
  workField: "bookId",
  query: [],
  filePath: "/bookfile",
  fileCount: "bookFileCount",
  neighbours: ["nextBook", "lastBook"],
  refOf: (authorId, bookId) => ({ kind: "book", authorId, bookId }),
  complete
})
