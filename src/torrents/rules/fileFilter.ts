import { evaluate } from "../FileFilter.ts"
import type { Rule, RuleInput } from "../Rule.ts"
import { remove } from "../removals.ts"
import type { TorrentState } from "../TorrentState.ts"

const states: ReadonlySet<TorrentState> = new Set(["downloading", "stalledDL", "stoppedDL"])

/**
 * What was judged: other rules, another file list (metadata arrived) or another selection are judged anew. Deselecting
 * changes the wanted size too, so a torrent is read once more after it; then nothing is left to deselect and it rests.
 */
const signatureOf = ({ rules, torrent }: RuleInput): string =>
  `${rules.fileFilter?.fingerprint ?? ""}#${torrent.totalSize ?? 0}#${torrent.size ?? 0}`

const judged = (input: RuleInput) => ({ ...input.memory, filterSignature: signatureOf(input) })

const isDue = (input: RuleInput): boolean =>
  input.rules.fileFilter !== undefined &&
  states.has(input.torrent.state) &&
  input.torrent.totalSize !== undefined &&
  input.memory.filterSignature !== signatureOf(input)

const count = (n: number): string => `${n} file${n === 1 ? "" : "s"}`

/** Engine §2.10: nothing of it is wanted. Archives and discs are no proof of a bad release (pains §3) and are kept. */
export const allFilesExcluded: Rule = {
  name: "all files excluded",
  doc: "A torrent without a single wanted file is removed, blocklisted and searched for again.",
  judge: (input) => {
    if (!isDue(input) || input.rules.fileFilter === undefined) return undefined
    const { facts, torrent } = input
    if (facts.files === undefined) return { actions: [], reason: "its file list is not read yet", needs: "files" }
    const result = evaluate(input.rules.fileFilter, facts.files, torrent.name)
    if (!result.allExcluded) return undefined
    if (result.hasPacked) {
      if (result.deselect.length > 0) return undefined
      return {
        actions: [],
        reason: "holds only archives or a disc, which are kept: something else may use them",
        memory: judged(input),
        again: input.now
      }
    }
    return remove(input, {
      reason: `none of its ${count(facts.files.length)} is wanted, e.g. ${facts.files[0]?.name ?? ""}`,
      // Its file list is proof enough, whatever the network does.
      evidence: undefined,
      as: "failed"
    })
  }
}

/** Engine §2.10: unwanted files are set to "do not download", once per rules, file list and selection. */
export const fileFilter: Rule = {
  name: "file filter",
  doc: "Unwanted files of a torrent are deselected.",
  judge: (input) => {
    const { facts, now, rules, torrent } = input
    if (!isDue(input) || rules.fileFilter === undefined || facts.files === undefined) return undefined
    if (facts.files.length === 0) return undefined
    const { deselect } = evaluate(rules.fileFilter, facts.files, torrent.name)
    const rest = { memory: judged(input), again: now }
    const all = count(facts.files.length)
    if (deselect.length === 0) return { actions: [], reason: `nothing to deselect of ${all}`, ...rest }
    // With the last file deselected qBittorrent would call the torrent complete.
    if (facts.files.filter((file) => file.priority !== 0).length === deselect.length) {
      return { actions: [], reason: `only unwanted files are selected of ${all}, by somebody's choice`, ...rest }
    }
    return {
      actions: [{ _tag: "DeselectFiles", indexes: deselect }],
      reason: `${deselect.length} of ${all} not wanted`,
      ...rest
    }
  }
}
