import type { TorrentMemory } from "../store/TorrentMemory.ts"
import type { Action } from "./Action.ts"
import type { RuleInput } from "./Rule.ts"
import * as Tags from "./Tags.ts"
import type { Torrent } from "./Torrent.ts"

const same = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((mark, index) => mark === b[index])

const withMarks = (memory: TorrentMemory, marks: ReadonlyArray<string>): TorrentMemory => {
  if (same(memory.marks ?? [], marks)) return memory
  const { marks: _, ...rest } = memory
  return marks.length === 0 ? rest : { ...rest, marks }
}

/** Whether the torrent carries one of our marks: as a tag, or with `Tagless` in the memory. */
export const hasMark = ({ memory, rules, torrent }: RuleInput, mark: string): boolean =>
  torrent.tags.includes(mark) || (rules.tagless && (memory.marks ?? []).includes(mark))

/** Keeps a copy of the tags in the memory, so that `Tagless` can be switched on and off without losing anything. */
export const observeMarks = (memory: TorrentMemory, torrent: Torrent, tagless: boolean): TorrentMemory => {
  const tagged = torrent.tags.filter((tag) => Tags.marks.has(tag))
  const marks = tagless ? new Set([...(memory.marks ?? []), ...tagged]) : new Set(tagged)
  return withMarks(memory, [...marks].sort())
}

/**
 * With `Tagless` a mark is a change of the memory and no action, except that a tag that is really there is taken away.
 * What is left to do, and the memory after it.
 */
export const settleMarks = (
  { rules, torrent }: Pick<RuleInput, "rules" | "torrent">,
  actions: ReadonlyArray<Action>,
  memory: TorrentMemory
): { readonly actions: ReadonlyArray<Action>; readonly memory: TorrentMemory } => {
  if (!rules.tagless) return { actions, memory }
  const marks = new Set(memory.marks ?? [])
  const left: Array<Action> = []
  for (const action of actions) {
    if (action._tag !== "AddTags" && action._tag !== "RemoveTags") {
      left.push(action)
      continue
    }
    const add = action._tag === "AddTags"
    for (const tag of action.tags) if (Tags.marks.has(tag)) marks[add ? "add" : "delete"](tag)
    const tags = action.tags.filter((tag) => !Tags.marks.has(tag) || (!add && torrent.tags.includes(tag)))
    if (tags.length > 0) left.push({ ...action, tags })
  }
  return { actions: left, memory: withMarks(memory, [...marks].sort()) }
}
