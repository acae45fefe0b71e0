import { text, type WebResponse } from "../http/Exchange.ts"
import type { Dialect } from "./Dialect.ts"
import * as World from "./World.ts"

/** What a mutation may look at. */
export interface Moment {
  readonly dialect: Dialect
  /** Epoch milliseconds. */
  readonly now: number
  /** How long a recheck takes. */
  readonly recheckSeconds: number
}

/** A POST endpoint: what it needs and what it does with the form. */
export interface Mutation {
  readonly required: ReadonlyArray<string>
  readonly run: (form: URLSearchParams, world: World.World, moment: Moment) => readonly [WebResponse, World.World]
}

/** 200 without a body. */
export const done = text(200, "")

/** Of the field `hashes`, lower-case; `all` is every torrent. */
export const hashesOf = (form: URLSearchParams, world: World.World): ReadonlyArray<string> => {
  const hashes = (form.get("hashes") ?? "").toLowerCase().split("|")
  return hashes.includes("all") ? [...world.torrents.keys()] : hashes
}

/** A field with commas between its words. */
export const list = (form: URLSearchParams, name: string): ReadonlyArray<string> =>
  (form.get(name) ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "")

type OnEach = (form: URLSearchParams, moment: Moment) => Parameters<typeof World.change>[2]

/** Changes each torrent of `hashes`; unknown ones are ignored. */
export const onEach = (f: OnEach): Mutation => ({
  required: ["hashes"],
  run: (form, world, moment) => [done, World.change(world, hashesOf(form, world), f(form, moment))]
})
