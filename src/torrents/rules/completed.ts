import { importStep } from "../importStep.ts"
import { hasMark } from "../marks.ts"
import { leave, type Rule } from "../Rule.ts"
import * as Tags from "../Tags.ts"
import { isComplete } from "../TorrentState.ts"

/**
 * A complete torrent is imported at once, whether or not it keeps seeding (W-9; decisions "Import"). Only a confirmed
 * import sets `qBitrr-imported`; a torrent that already has the tag is done.
 */
export const completed: Rule = {
  name: "completed",
  doc: "A complete torrent is handed to its Arr, once, and tagged when the Arr confirms the import.",
  judge: (input) => {
    const { facts, now, rules, torrent } = input
    if (!rules.imports || !isComplete(torrent.state)) return undefined
    if (hasMark(input, Tags.imported)) return leave("imported")
    if (torrent.amountLeft !== 0 || torrent.contentPath === "") return leave("complete, but its data is not all there")
    // A torrent that was removed and came back is another download.
    const known = facts.importEntry
    const entry =
      known !== undefined && torrent.addedAt !== undefined && known.since < torrent.addedAt ? undefined : known
    const step = importStep(entry, facts.queue, now)
    switch (step._tag) {
      case "Imported":
        return { actions: [{ _tag: "AddTags", tags: [Tags.imported] }], reason: "the Arr confirmed the import" }
      case "Wait":
        return leave(step.reason, step.again)
      case "Do":
        return { actions: [{ _tag: "Import", step: step.step }], reason: step.reason, again: step.again }
    }
  }
}
