import type { TorrentFields } from "../clients/qbittorrent/wire.ts"
import { empty, type TorrentMemory } from "../store/TorrentMemory.ts"
import type { Action } from "../torrents/Action.ts"
import { decide } from "../torrents/decide.ts"
import { normalise } from "../torrents/normalise.ts"
import type { Facts } from "../torrents/Rule.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { TorrentRules } from "../torrents/TorrentRules.ts"

/** A torrent that a daemon with these rules has looked after before. */
export interface Settled {
  readonly fields: TorrentFields
  readonly memory: TorrentMemory
}

/** Fields after an action; a bench world needs no others. */
const follow = (fields: TorrentFields, torrent: Torrent, action: Action): TorrentFields => {
  switch (action._tag) {
    case "AddTags":
      return { ...fields, tags: [...new Set([...torrent.tags, ...action.tags])].join(", ") }
    case "RemoveTags":
      return { ...fields, tags: torrent.tags.filter((tag) => !action.tags.includes(tag)).join(", ") }
    case "SetLimits":
      return {
        ...fields,
        ...(action.download === undefined ? {} : { dl_limit: action.download }),
        ...(action.upload === undefined ? {} : { up_limit: action.upload })
      }
    default:
      return fields
  }
}

/** More rules than ever want something of one torrent. */
const mostLooks = 12

/** Follows the rules until they want nothing more. `undefined`: they never stop, or want what a bench world does not do. */
export const settled = (
  told: TorrentFields,
  announces: ReadonlyArray<string>,
  input: {
    readonly instance: string
    readonly hash: string
    readonly factsOf: (torrent: Torrent) => Facts
    readonly rules: TorrentRules
    readonly now: number
  }
): Settled | undefined => {
  let fields = told
  let memory = empty
  for (let look = 0; look < mostLooks; look++) {
    const torrent = normalise(input.instance, input.hash, fields, announces)
    const decision = decide({ torrent, facts: input.factsOf(torrent), rules: input.rules, memory, now: input.now })
    memory = decision.memory
    if (decision.actions.length === 0) return { fields, memory }
    fields = decision.actions.reduce((now, action) => follow(now, torrent, action), fields)
  }
  return undefined
}
