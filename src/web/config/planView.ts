import type { Config } from "../../config/Config.ts"
import type { ConfigDiff } from "../../config/ConfigDiff.ts"
import { reconcile } from "../../managers/Managers.ts"
import { workersOf } from "../../managers/workersOf.ts"
import type { PlanView, ReloadType } from "./ConfigViews.ts"
import type { TorrentPlan } from "./TorrentPlans.ts"
import type { TorrentChange } from "./torrentChanges.ts"

/** Workers by what happens to them; names as in `/api/processes`. */
export const workersPlan = (before: Config, after: Config): PlanView["workers"] => {
  const running = new Set(workersOf(before).map(({ worker }) => worker.name))
  const { remove, start } = reconcile(before, after)
  const names = start.map(({ worker }) => worker.name)
  return {
    start: names.filter((name) => !running.has(name)),
    stop: remove,
    restart: names.filter((name) => running.has(name))
  }
}

/** Keys of a change that act at once. */
export const liveKeys = ({ changes }: ConfigDiff): ReadonlyArray<string> =>
  changes.filter(({ effect, kind }) => effect === "live" && kind === "changed").map(({ key }) => key)

/** Arr sections whose workers are concerned. */
export const affectedArrs = (
  before: Config,
  after: Config,
  { allWorkers, sections }: ConfigDiff
): ReadonlyArray<string> =>
  [...new Set([...Object.keys(before.Arr), ...Object.keys(after.Arr)])].filter(
    (section) => allWorkers || sections.has(section)
  )

/** The word of qBitrr for what a change costs: the greatest of its parts. */
export const reloadTypeOf = (before: Config, after: Config, diff: ConfigDiff): ReloadType => {
  if (diff.allWorkers) return "full"
  const arrs = affectedArrs(before, after, diff).length
  if (arrs > 1) return "multi_arr"
  if (arrs === 1) return "single_arr"
  if (diff.web) return "webui"
  if (diff.sections.size > 0) return "qbit_hot"
  return liveKeys(diff).length > 0 ? "live" : "none"
}

const torrentChangeView = (
  { after, before, kinds, sectionAfter, sectionBefore, torrent }: TorrentChange,
  clean: (text: string) => string
): PlanView["torrents"]["torrents"][number] => {
  const side = (section: string | undefined, { actions, reason, rule }: TorrentChange["before"]) => ({
    section: section ?? null,
    rule,
    reason: clean(reason),
    actions: clean(actions)
  })
  return {
    instance: torrent.instance,
    hash: torrent.hash,
    name: clean(torrent.name),
    kinds,
    before: side(sectionBefore, before),
    after: side(sectionAfter, after)
  }
}

/** How a plan for torrents looks from outside. */
export const torrentPlanView = (plan: TorrentPlan, clean: (text: string) => string): PlanView["torrents"] => ({
  total: plan.torrents,
  changed: plan.changed,
  more: Object.fromEntries(plan.more),
  less: Object.fromEntries(plan.less),
  undetermined: plan.untold,
  torrents: plan.first.map((change) => torrentChangeView(change, clean))
})
