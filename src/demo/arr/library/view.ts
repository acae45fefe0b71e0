import { json, type WebResponse } from "../../http/Exchange.ts"
import type { ArrFacts } from "../ArrFacts.ts"
import type { Fields } from "./common.ts"
import * as Library from "./Library.ts"
import type { LibraryItem } from "./LibraryItem.ts"
import { type OddRows, told } from "./odd.ts"

/** What a read looks at. `now` is epoch milliseconds. */
export interface View {
  readonly library: Library.Library
  readonly odd: OddRows
  readonly facts: ArrFacts
  readonly now: number
}

/** 400 of a read that has to say what it wants. */
export const missing = (names: string): WebResponse => json(400, { message: `${names} must be provided` })

/** The numbers of a repeated key. */
export const numbers = (query: URLSearchParams, name: string): ReadonlyArray<number> =>
  query
    .getAll(name)
    .filter((text) => text !== "")
    .map(Number)

export const isOn = (query: URLSearchParams, name: string): boolean => query.get(name)?.toLowerCase() === "true"

/** A list as it goes over the wire. */
export const rows = (view: View, name: string, all: ReadonlyArray<Fields>): WebResponse =>
  json(
    200,
    all.map((row) => told(view.odd, name, row))
  )

/** The things with these ids that are there. */
export const byId = (library: Library.Library, ids: ReadonlyArray<number>): ReadonlyArray<LibraryItem> =>
  ids.flatMap((id) => Library.item(library, id) ?? [])

/** What is in these containers. */
export const inside = (library: Library.Library, ids: ReadonlyArray<number>): ReadonlyArray<LibraryItem> =>
  ids.flatMap((id) => Library.itemsIn(library, id))

/** Everything there is. */
export const everything = (library: Library.Library): ReadonlyArray<LibraryItem> =>
  Library.shelves(library).flatMap(({ items }) => items)
