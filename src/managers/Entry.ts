import type { TorrentMemory } from "../store/TorrentMemory.ts"
import type { Action } from "../torrents/Action.ts"
import type { Facts } from "../torrents/Rule.ts"
import type { Torrent } from "../torrents/Torrent.ts"

/** What `decide` saw of one torrent but the rules, and what it said. `now` is epoch milliseconds. */
export interface Entry {
  readonly section: string
  readonly torrent: Torrent
  readonly facts: Facts
  readonly memory: TorrentMemory
  readonly now: number
  readonly rule: string
  readonly reason: string
  readonly actions: ReadonlyArray<Action>
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const has = (value: unknown, type: "string" | "number" | "boolean", ...keys: ReadonlyArray<string>): boolean =>
  isRecord(value) && keys.every((key) => typeof value[key] === type)

/**
 * Whether something that was recorded can be decided on again: everything a rule relies on is there. Another version may
 * have recorded it, and then what it did not know is simply missing.
 */
export const isEntry = (value: unknown): value is Entry =>
  has(value, "string", "section", "rule", "reason") &&
  has(value, "number", "now") &&
  isRecord(value) &&
  has(value["torrent"], "string", "id", "instance", "hash", "name", "state", "category", "contentPath", "savePath") &&
  isRecord(value["torrent"]) &&
  Array.isArray(value["torrent"]["tags"]) &&
  has(value["facts"], "boolean", "online", "connected") &&
  isRecord(value["facts"]) &&
  has(value["facts"]["owner"], "string", "_tag") &&
  Array.isArray(value["facts"]["outages"]) &&
  isRecord(value["memory"]) &&
  Array.isArray(value["actions"]) &&
  value["actions"].every((action) => has(action, "string", "_tag"))
