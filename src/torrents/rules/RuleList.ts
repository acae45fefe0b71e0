import type { Rule } from "../Rule.ts"
import { completed } from "./completed.ts"
import { customFormatUnmet } from "./customFormatUnmet.ts"
import { errored } from "./errored.ts"
import { failedCategory } from "./failedCategory.ts"
import { allFilesExcluded, fileFilter } from "./fileFilter.ts"
import { ignored } from "./ignored.ts"
import { metadataStuck } from "./metadataStuck.ts"
import { missingFiles } from "./missingFiles.ts"
import { queueMessage } from "./queueMessage.ts"
import { rateLimits } from "./rateLimits.ts"
import { recheckCategory } from "./recheckCategory.ts"
import { seedingDone } from "./seedingDone.ts"
import { seedingMark } from "./seedingMark.ts"
import { slow } from "./slow.ts"
import { stale } from "./stale.ts"
import { stalled, stalledNoMore } from "./stalled.ts"
import { superSeeding } from "./superSeeding.ts"
import { trackerLabels } from "./trackerLabels.ts"
import { trackerList } from "./trackerList.ts"
import { unavailable } from "./unavailable.ts"
import { unknownState } from "./unknownState.ts"
import { unplayable } from "./unplayable.ts"
import { unregistered } from "./unregistered.ts"
import { untouchable } from "./untouchable.ts"

/** Care in order; the first that says something wins. */
export const ruleList: ReadonlyArray<Rule> = [
  ignored,
  unknownState,
  failedCategory,
  recheckCategory,
  missingFiles,
  errored,
  unregistered,
  queueMessage,
  allFilesExcluded,
  fileFilter,
  customFormatUnmet,
  untouchable,
  metadataStuck,
  stale,
  stalled,
  slow,
  unavailable,
  stalledNoMore,
  unplayable,
  seedingDone,
  completed
]

/**
 * Upkeep in order, asked when the rules above leave a torrent as it is; the first that wants something has its turn, the
 * next one in the next pass. An upkeep rule answers undefined when nothing has to be done.
 */
export const upkeepList: ReadonlyArray<Rule> = [rateLimits, superSeeding, trackerLabels, seedingMark, trackerList]
