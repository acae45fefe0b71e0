import type { ArrAdapter } from "./ArrAdapter.ts"
import { idOf } from "./wire.ts"

/** Books; retired upstream in 2025, still in use. */
export const readarr: ArrAdapter = {
  appName: "Readarr",
  apiPath: "/api/v1",
  refKind: "book",
  includeUnknown: "includeUnknownAuthorItems",
  include: [],
  mediaOf: (row) => {
    const authorId = idOf(row.authorId)
    const bookId = idOf(row.bookId)
    return authorId === undefined || bookId === undefined ? undefined : { kind: "book", authorId, bookId }
  },
  scanCommand: "DownloadedBooksScan"
}
