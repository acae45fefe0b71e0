/** How the list can be sorted: the word of the address, for people, and what the API calls it. */
const sorts: ReadonlyArray<{
  readonly value: string
  readonly label: string
  readonly sort: string
  readonly order: "asc" | "desc"
}> = [
  { value: "", label: "By title", sort: "title", order: "asc" },
  { value: "title-back", label: "By title, from the end", sort: "title", order: "desc" },
  { value: "missing", label: "Most missing first", sort: "missing", order: "desc" },
  { value: "available", label: "Most there first", sort: "available", order: "desc" },
  { value: "newest", label: "Newest first", sort: "year", order: "desc" },
  { value: "oldest", label: "Oldest first", sort: "year", order: "asc" }
]

export const sortByTitle = "By title"
export const sortChoices = sorts.filter(({ value }) => value !== "").map(({ label, value }) => ({ label, value }))

/** The filters that narrow the list; the sort does not. */
export const filterNames = ["q", "missing", "monitored", "reason"] as const

/** What is asked of the list. */
export type LibraryQuery = Readonly<Record<(typeof filterNames)[number] | "sort" | "order", string>>

/** What the address asks for. A sort that does not exist is by title. */
export const queryOf = (get: (name: string) => string): LibraryQuery => {
  const wanted = get("sort")
  const { order, sort } = sorts.find(({ value }) => value === wanted) ?? { sort: "title", order: "asc" }
  return { q: get("q"), missing: get("missing"), monitored: get("monitored"), reason: get("reason"), sort, order }
}
