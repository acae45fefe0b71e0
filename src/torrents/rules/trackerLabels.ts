import type { Action } from "../Action.ts"
import type { Rule } from "../Rule.ts"
import * as Tags from "../Tags.ts"
import { matchedRules } from "../trackers/matching.ts"

/**
 * Engine §2.13.2 step 7. Wanted are the labels of all rows whose tracker it has or is to get. Taken away is only what
 * some row of the config names; our own marks are no labels.
 */
export const trackerLabels: Rule = {
  name: "tracker labels",
  doc: "A torrent carries the AddTags of its trackers' rows; labels of rows that do not match are taken away.",
  judge: ({ rules, torrent }) => {
    if (rules.kind === "special") return undefined
    const matched = matchedRules(rules.trackers, torrent, true)
    if (matched === undefined) return undefined
    const wanted = new Set(matched.flatMap(({ addTags }) => addTags))
    const add = [...wanted].filter((tag) => !Tags.marks.has(tag) && !torrent.tags.includes(tag))
    const take = torrent.tags.filter((tag) => rules.trackerTags.has(tag) && !wanted.has(tag) && !Tags.marks.has(tag))
    if (add.length === 0 && take.length === 0) return undefined
    const actions: ReadonlyArray<Action> = [
      ...(add.length === 0 ? [] : [{ _tag: "AddTags" as const, tags: add }]),
      ...(take.length === 0 ? [] : [{ _tag: "RemoveTags" as const, tags: take }])
    ]
    const reason = [
      ...(add.length === 0 ? [] : [`its trackers ask for ${add.join(", ")}`]),
      ...(take.length === 0 ? [] : [`no tracker of it asks for ${take.join(", ")}`])
    ].join("; ")
    return { actions, reason }
  }
}
