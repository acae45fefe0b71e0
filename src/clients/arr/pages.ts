import * as Effect from "effect/Effect"
import { type ClientError, Malformed } from "../ClientError.ts"
import { type Endpoint, read } from "./request.ts"
import { PageAnswer } from "./wire.ts"

/** One large page: the list behind `queue` is sorted and sliced anew for each request, so it may shift between pages. */
const usualPageSize = 1000

/** How often a list that shifts while it is read is read again. */
const attempts = 3

/** No list is longer than this many pages; whoever tells so counts wrong. */
const mostPages = 200

type Query = ReadonlyArray<readonly [string, string]>

/** True when two records have the same id: a list that shifted showed one of them twice, and so hid another. */
const repeats = (records: ReadonlyArray<unknown>): boolean => {
  const ids = records.flatMap((record) =>
    typeof record === "object" && record !== null && "id" in record ? [record.id] : []
  )
  return new Set(ids).size < ids.length
}

/** All pages, or no records when the list shifted on the way or the pages do not add up to `totalRecords`. */
const readAll = (endpoint: Endpoint, path: string, query: Query, pageSize: number) =>
  Effect.gen(function* () {
    const records: Array<unknown> = []
    let before: number | undefined
    for (let page = 1; page <= mostPages; page++) {
      const answer = yield* read(endpoint, path, PageAnswer, [
        ["page", String(page)],
        ["pageSize", String(pageSize)],
        ...query
      ])
      for (const record of answer.records) records.push(record)
      const total = answer.totalRecords
      if (before !== undefined && before !== total) return { total, records: undefined }
      before = total
      // The page beyond the end repeats the last one, so the count ends the reading and not an empty page.
      if (records.length >= total) return { total, records: page > 1 && repeats(records) ? undefined : records }
      if (answer.records.length === 0) return { total, records: undefined }
    }
    return { total: 0, records: undefined }
  })

/**
 * Every record of a paged list. When the list shifts between two pages it is read again with a page that holds all of
 * it. Fails with `Malformed` rather than leave out records: what is missing would look deleted.
 */
export const allPages = (
  endpoint: Endpoint,
  path: string,
  query: Query
): Effect.Effect<ReadonlyArray<unknown>, ClientError> =>
  Effect.gen(function* () {
    let pageSize = usualPageSize
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { records, total } = yield* readAll(endpoint, path, query, pageSize)
      if (records !== undefined) return records
      pageSize = total + usualPageSize
    }
    return yield* new Malformed({
      service: endpoint.name,
      request: `GET ${endpoint.apiPath}${path}`,
      detail: `its pages do not add up to its totalRecords, ${attempts} times in a row.`
    })
  })
