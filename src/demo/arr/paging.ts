/** What the list endpoints of the Arrs answer. */
export interface Page {
  readonly page: number
  readonly pageSize: number
  readonly sortKey: string
  readonly sortDirection: string
  readonly totalRecords: number
  readonly records: ReadonlyArray<unknown>
}

const number = (query: URLSearchParams, name: string, otherwise: number): number => {
  const value = Number(query.get(name) ?? otherwise)
  return Number.isInteger(value) && value > 0 ? value : otherwise
}

/**
 * One page of `records`, which are in their default order. 1-based, ten by default, no maximum. The queue answers its
 * last page again beyond the end (`repeatLast`); other lists are empty there.
 */
export const pageOf = (
  records: ReadonlyArray<unknown>,
  query: URLSearchParams,
  sortKey: string,
  repeatLast = false
): Page => {
  const pageSize = number(query, "pageSize", 10)
  const asked = number(query, "page", 1)
  const last = Math.max(1, Math.ceil(records.length / pageSize))
  const page = repeatLast ? Math.min(asked, last) : asked
  const direction = query.get("sortDirection")
  return {
    page,
    pageSize,
    sortKey: query.get("sortKey") ?? sortKey,
    sortDirection: direction === "ascending" ? "ascending" : "descending",
    totalRecords: records.length,
    records: records.slice((page - 1) * pageSize, page * pageSize)
  }
}
