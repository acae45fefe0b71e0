import * as Layer from "effect/Layer"
import { accessHandlers } from "./accessHandlers.ts"
import { catalogueHandlers, oldCatalogueHandlers } from "./catalogueHandlers.ts"
import { configHandlers } from "./configHandlers.ts"
import { eventsHandlers } from "./eventsHandlers.ts"
import * as Libraries from "./library/Libraries.ts"
import { libraryHandlers } from "./libraryHandlers.ts"
import { loginHandlers } from "./loginHandlers.ts"
import { logsHandlers } from "./logsHandlers.ts"
import { probesHandlers } from "./probesHandlers.ts"
import { processesHandlers } from "./processesHandlers.ts"
import { searchesHandlers } from "./searchesHandlers.ts"
import { statusHandlers } from "./statusHandlers.ts"
import { torrentActionsHandlers } from "./torrentActionsHandlers.ts"
import { torrentsHandlers } from "./torrentsHandlers.ts"
import { trackersHandlers } from "./trackersHandlers.ts"

/** What the endpoints do, group by group. */
export const layer = Layer.mergeAll(
  probesHandlers,
  processesHandlers,
  torrentsHandlers,
  torrentActionsHandlers,
  trackersHandlers,
  searchesHandlers,
  libraryHandlers,
  catalogueHandlers,
  oldCatalogueHandlers,
  statusHandlers,
  configHandlers,
  loginHandlers,
  accessHandlers,
  eventsHandlers,
  logsHandlers
).pipe(Layer.provide(Libraries.layer))
