import type { QueueRecord } from "../../clients/arr/QueueRecord.ts"
import { type FormatScores, leave, type Rule, type RuleInput, type Verdict } from "../Rule.ts"
import { remove } from "../removals.ts"
import type { TorrentState } from "../TorrentState.ts"

/** A download that a person forced, or that is checked or moved, is not judged; a complete one goes to the import. */
const states: ReadonlySet<TorrentState> = new Set(["downloading", "stalledDL", "metaDL", "queuedDL", "stoppedDL"])

/** Scores cost requests and change rarely, so they are read for one download this often. Milliseconds. */
export const judgeEvery = 1_800_000

/** Why the score is not enough; undefined when it is, or when that cannot be told (engine §2.14.5 and §2.14.6). */
const shortOf = (score: number, formats: FormatScores, forceMinimum: boolean): string | undefined => {
  const { file, minimum } = formats
  const belowMinimum = minimum !== undefined && score < minimum ? `below the minimum ${minimum}` : undefined
  if (file === undefined) return forceMinimum ? belowMinimum : undefined
  if (score >= file) return undefined
  const belowFile = `below ${file} of the file that is there`
  if (!forceMinimum) return belowFile
  return belowMinimum === undefined ? undefined : `${belowFile} and ${belowMinimum}`
}

const scoresOf = (rows: ReadonlyArray<QueueRecord>): ReadonlyArray<number> | undefined => {
  const scores = rows.flatMap((row) => (row.customFormatScore === undefined ? [] : [row.customFormatScore]))
  const whole = rows.length > 0 && scores.length === rows.length && rows.every((row) => row.media !== undefined)
  return whole ? scores : undefined
}

/** After a look that led to nothing the scores are left alone for a while, whoever held the removal back. */
const noted = ({ memory, now }: RuleInput, verdict: Verdict): Verdict =>
  verdict.actions.length > 0 || verdict.needs !== undefined
    ? verdict
    : { ...verdict, memory: { ...(verdict.memory ?? memory), formatsJudgedAt: now }, again: now }

/**
 * Engine §2.14 with W-20: judged from the whole queue, against the file that is there, and with
 * `ForceMinimumCustomFormat` against the minimum of the profile. A pack is unmet only when every row of it is.
 */
export const customFormatUnmet: Rule = {
  name: "custom format unmet",
  doc: "With CustomFormatUnmetSearch, a download whose custom-format score is below that of the file it would replace is removed, blocklisted and searched for again.",
  judge: (input) => {
    const { facts, memory, now, rules, torrent } = input
    if (rules.formatUnmet === undefined || !states.has(torrent.state) || facts.queue === undefined) return undefined
    if (torrent.addedAt === undefined || torrent.progress === undefined) return undefined
    const scores = scoresOf(facts.queue)
    if (scores === undefined) return undefined
    if (memory.formatsJudgedAt !== undefined && now - memory.formatsJudgedAt < judgeEvery) return undefined
    if (now - torrent.addedAt < rules.youngerThan) {
      return leave("its custom-format score is judged when it is older", torrent.addedAt + rules.youngerThan)
    }
    if (facts.formats === undefined) {
      return { actions: [], reason: "the custom-format scores around it are not read yet", needs: "formats" }
    }
    const score = Math.max(...scores)
    const short = shortOf(score, facts.formats, rules.formatUnmet.forceMinimum)
    if (short === undefined) {
      return noted(input, { actions: [], reason: `its custom-format score ${score} is no reason to go`, again: now })
    }
    return noted(
      input,
      remove(input, {
        reason: `custom format unmet: its score ${score} is ${short}`,
        // Scores are the Arr's word alone; no outage explains them.
        evidence: undefined,
        as: "failed"
      })
    )
  }
}
