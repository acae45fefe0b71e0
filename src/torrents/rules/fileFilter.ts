import { evaluate } from "../FileFilter.ts"
import type { Rule, RuleInput } from "../Rule.ts"
import { remove } from "../removals.ts"
import type { TorrentState } from "../TorrentState.ts"

const states: ReadonlySet<TorrentState> = new Set(["downloading", "stalledDL", "stoppedDL"])

/** What was judged: other rules or another file list (metadata arrived) are judged anew. */
const signatureOf = ({ rules, torrent }: RuleInput): string =>
  `${rules.fileFilter?.fingerprint ?? ""}#${torrent.totalSize ?? 0}`

const isDue = (input: RuleInput): boolean =>
  input.rules.fileFilter !== undefined &&
  states.has(input.torrent.state) &&
  input.torrent.totalSize !== undefined &&
  input.memory.filterSignature !== signatureOf(input)

const count = (n: number): string => `${n} file${n === 1 ? "" : "s"}`

/** Engine §2.10: nothing of it is wanted. Archives are not proof of a bad release (pains §3) and are kept. */
export const allFilesExcluded: Rule = {
  name: "all files excluded",
  doc: "A torrent without a single wanted file is removed, blocklisted and searched for again.",
  judge: (input) => {
    if (!isDue(input) || input.rules.fileFilter === undefined) return undefined
    const { facts } = input
    if (facts.files === undefined) return { actions: [], reason: "its file list is not read yet", needs: "files" }
    const result = evaluate(input.rules.fileFilter, facts.files)
    if (!result.allExcluded) return undefined
    if (result.hasArchive) {
      return {
        actions: [],
        reason: "holds only archives, which are kept: something else may unpack them",
        memory: { ...input.memory, filterSignature: signatureOf(input) }
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

/** Engine §2.10: unwanted files are set to "do not download", once per rules and file list. */
export const fileFilter: Rule = {
  name: "file filter",
  doc: "Unwanted files of a torrent are deselected.",
  judge: (input) => {
    if (!isDue(input) || input.rules.fileFilter === undefined || input.facts.files === undefined) return undefined
    if (input.facts.files.length === 0) return undefined
    const { deselect } = evaluate(input.rules.fileFilter, input.facts.files)
    return {
      actions: deselect.length === 0 ? [] : [{ _tag: "DeselectFiles", indexes: deselect }],
      reason:
        deselect.length === 0
          ? `all ${count(input.facts.files.length)} are wanted`
          : `${deselect.length} of ${count(input.facts.files.length)} not wanted`,
      memory: { ...input.memory, filterSignature: signatureOf(input) },
      again: input.now
    }
  }
}
