import type { LibraryItem } from "./LibraryItem.ts"

/** A resource on the wire. Members that are undefined are left out, as in the real ones. */
export type Fields = Readonly<Record<string, unknown>>

/** Bytes of every file here. */
export const fileSize = 1_000_000

/** A date on the wire; undefined for none. */
export const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString().replace(".000Z", "Z")

/** A title as the Arrs compare and sort it. */
export const clean = (title: string): string => title.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")

/** A title as a piece of an address. */
export const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "")

/** Hundredths of what there should be that are there; 0 of nothing, as the Arrs count it. */
export const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (part / whole) * 100)

export const sum = <A>(all: ReadonlyArray<A>, f: (one: A) => number): number =>
  all.reduce((total, one) => total + f(one), 0)

/** Its date is over. What has none was never out. */
export const isOut = ({ airsAt }: LibraryItem, now: number): boolean => airsAt !== undefined && airsAt <= now

/** Members that the daemon does not look at, with the types they have in the real ones. */
export const images = (id: number): ReadonlyArray<Fields> => [
  { coverType: "poster", url: `/MediaCover/${id}/poster.jpg`, remoteUrl: `https://images.example/${id}/poster.jpg` }
]

export const ratings = { votes: 100, value: 7.5 }
