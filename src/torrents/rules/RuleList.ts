import type { Rule } from "../Rule.ts"
import { completed } from "./completed.ts"
import { failedCategory } from "./failedCategory.ts"
import { allFilesExcluded, fileFilter } from "./fileFilter.ts"
import { ignored } from "./ignored.ts"
import { metadataStuck } from "./metadataStuck.ts"
import { missingFiles } from "./missingFiles.ts"
import { recheckCategory } from "./recheckCategory.ts"
import { stalled, stalledNoMore } from "./stalled.ts"
import { unknownState } from "./unknownState.ts"
import { untouchable } from "./untouchable.ts"

/** In order; the first that says something wins. Rules that come later in the product take their place here. */
export const ruleList: ReadonlyArray<Rule> = [
  ignored,
  unknownState,
  failedCategory,
  recheckCategory,
  missingFiles,
  untouchable,
  allFilesExcluded,
  fileFilter,
  metadataStuck,
  stalled,
  stalledNoMore,
  completed
]

/**
 * Upkeep in order, asked when the rules above leave a torrent as it is; the first that wants something has its turn, the
 * next one in the next pass. An upkeep rule answers undefined when nothing has to be done.
 */
export const upkeepList: ReadonlyArray<Rule> = []
