import { assert } from "vitest"
import type { Action } from "../../../../src/torrents/Action.ts"
import type { Rule, RuleInput } from "../../../../src/torrents/Rule.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"

/** The torrent as qBittorrent shows it after an action of upkeep. */
export const carryOut = (torrent: Torrent, action: Action): Torrent => {
  switch (action._tag) {
    case "AddTags":
      return { ...torrent, tags: [...torrent.tags, ...action.tags] }
    case "RemoveTags":
      return { ...torrent, tags: torrent.tags.filter((tag) => !action.tags.includes(tag)) }
    case "SetLimits":
      return {
        ...torrent,
        downloadLimit: action.download ?? torrent.downloadLimit,
        uploadLimit: action.upload ?? torrent.uploadLimit
      }
    case "SuperSeed":
      return { ...torrent, superSeeding: true }
    case "AddTrackers":
      return { ...torrent, trackers: [...(torrent.trackers ?? []), ...action.urls] }
    case "RemoveTrackers":
      return { ...torrent, trackers: (torrent.trackers ?? []).filter((url) => !action.urls.includes(url)) }
    default:
      return assert.fail(`${action._tag} is no upkeep`)
  }
}

/** Fails unless the rule is content once its own actions are done; the torrent after them. */
export const settles = (rule: Rule, input: RuleInput): Torrent => {
  const actions = rule.judge(input)?.actions ?? []
  const after = actions.reduce(carryOut, input.torrent)
  assert.deepStrictEqual(rule.judge({ ...input, torrent: after })?.actions ?? [], [])
  return after
}
