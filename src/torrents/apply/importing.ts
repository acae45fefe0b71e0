import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ArrCommand, HistoryEvent } from "../../clients/arr/ArrClient.ts"
import { matchesCommand, plannedScan, refreshMonitoredDownloads, scanDownload } from "../../clients/arr/mutations.ts"
import type { ClientError } from "../../clients/ClientError.ts"
import type { ImportEntry } from "../../store/ImportEntry.ts"
import { ImportLedger } from "../../store/ImportLedger.ts"
import type { Heartbeat } from "../../supervision/Heartbeat.ts"
import type { Action } from "../Action.ts"
import { mapPath } from "../PathMapping.ts"
import type { Torrent } from "../Torrent.ts"
import type { ApplyContext, ArrAccess } from "./ApplyContext.ts"
import { stillOurs } from "./stillOurs.ts"

/** The result of the step that saw the import in the Arr's history. */
export const importedResult = "done: imported"

/** Clocks of two machines differ; an event this much older than the torrent still belongs to it. */
const clockSlack = 60_000

const isTerminal = (command: ArrCommand): boolean => command.status !== "queued" && command.status !== "started"

const events = (arr: ArrAccess, torrent: Torrent) =>
  Effect.map(arr.client.history(torrent.hash), (all) =>
    all.filter((event) => torrent.addedAt === undefined || event.at >= torrent.addedAt - clockSlack)
  )

/**
 * The history has an import, and the queue holds nothing of the download any more: one event of a season pack is not
 * the whole pack.
 */
const importedWhole = (arr: ArrAccess, torrent: Torrent, past: ReadonlyArray<HistoryEvent>) =>
  Effect.map(arr.snapshot, (queue) => {
    if (queue === undefined || !past.some((event) => event.type === "imported")) return false
    return (queue.byHash.get(torrent.hash) ?? []).every((row) => row.trackedState === "imported")
  })

const write = (torrent: Torrent, section: string, entry: Partial<ImportEntry> & Pick<ImportEntry, "state">) =>
  Effect.gen(function* () {
    const ledger = yield* ImportLedger
    const now = yield* Clock.currentTimeMillis
    yield* ledger.put({ id: torrent.id, section, since: now, commandId: undefined, reason: undefined, ...entry })
  })

const confirm = (context: ApplyContext, torrent: Torrent, entry: ImportEntry | undefined) =>
  Effect.gen(function* () {
    yield* write(torrent, context.section, { state: "imported", commandId: entry?.commandId })
    yield* Effect.logInfo(`${torrent.name} is imported`)
    return importedResult
  })

/** The Arr looks at its downloads and imports by itself; this is the fast and usual way. */
const ask = (context: ApplyContext, arr: ArrAccess, torrent: Torrent) =>
  Effect.gen(function* () {
    const past = yield* events(arr, torrent)
    if (yield* importedWhole(arr, torrent, past)) return yield* confirm(context, torrent, undefined)
    const queue = yield* arr.snapshot
    const known = queue?.byHash.has(torrent.hash) === true || past.some((event) => event.type === "grabbed")
    if (!known) {
      const reason = `${context.section} does not know this download: it is neither in its queue nor in its history`
      yield* write(torrent, context.section, { state: "stuck", reason })
      return `deferred: ${reason}`
    }
    yield* write(torrent, context.section, { state: "asked" })
    yield* stillOurs
    yield* refreshMonitoredDownloads(arr.client)
    yield* arr.refresh
    yield* Effect.logInfo(`${torrent.name} is complete: ${context.section} was told to import it`)
    return "done: asked the Arr to import"
  })

/** Intent first, then the command; an intent without a command id asks the Arr whether the command reached it. */
const scan = (context: ApplyContext, arr: ArrAccess, torrent: Torrent, entry: ImportEntry | undefined) =>
  Effect.gen(function* () {
    const { importMode, instancePathMappings, pathMappings } = context.rulesFor(torrent)
    const mappings = [...pathMappings, ...(instancePathMappings[torrent.instance] ?? [])]
    const path = mapPath(mappings, torrent.contentPath)
    const request = { path, hash: torrent.hash, importMode }
    // Its twin on another qBittorrent may have been imported meanwhile, or the command have been carried out before a crash.
    if (yield* importedWhole(arr, torrent, yield* events(arr, torrent))) return yield* confirm(context, torrent, entry)
    if (entry?.state === "scanning") {
      const planned = plannedScan(arr.client, request)
      const sent = (yield* arr.client.commands).find((command) => matchesCommand(command, planned))
      if (sent !== undefined) {
        yield* write(torrent, context.section, { state: "scanning", commandId: sent.id })
        return "done: the scan was sent before"
      }
    }
    yield* write(torrent, context.section, { state: "scanning" })
    yield* stillOurs
    const command = yield* scanDownload(arr.client, request)
    yield* write(torrent, context.section, { state: "scanning", commandId: command.id })
    yield* Effect.logInfo(`${torrent.name}: ${context.section} was sent to scan ${path}`)
    return "done: scan sent"
  })

/** Only the Arr's history confirms an import; a finished command without it is not one (W-9, pains §21). */
const check = (context: ApplyContext, arr: ArrAccess, torrent: Torrent, entry: ImportEntry | undefined, why: string) =>
  Effect.gen(function* () {
    const past = yield* events(arr, torrent)
    if (yield* importedWhole(arr, torrent, past)) return yield* confirm(context, torrent, entry)
    if (entry?.state === "scanning" && entry.commandId !== undefined) {
      const command = yield* Effect.catchTag(arr.client.command(entry.commandId), "NotFound", () =>
        Effect.succeed(undefined)
      )
      if (command !== undefined && !isTerminal(command)) return "deferred: the scan still runs"
      const rows = (yield* arr.snapshot)?.byHash.get(torrent.hash) ?? []
      if (past.some((event) => event.type === "imported") && rows.some((row) => row.trackedStatus !== "warning")) {
        yield* arr.refresh
        return "deferred: imported in part; its queue still lists the rest"
      }
      const reason = `the scan ended without an import${command?.message === undefined ? "" : `: ${command.message}`}`
      yield* write(torrent, context.section, { state: "stuck", commandId: entry.commandId, reason })
      yield* Effect.logWarning(`${torrent.name} is not imported by ${context.section}: ${reason}. Look at its queue.`)
      return `failed: ${reason}`
    }
    if (entry?.state !== "stuck") {
      yield* Effect.logWarning(`${torrent.name} is not imported by ${context.section}: ${why}. Look at its queue.`)
    }
    yield* write(torrent, context.section, {
      state: "stuck",
      commandId: entry?.commandId,
      reason: entry?.state === "stuck" ? entry.reason : why
    })
    return `deferred: ${why}`
  })

/** One step of one import. The answer says what happened; failures of a call are the caller's. */
export const applyImport = (
  context: ApplyContext,
  torrent: Torrent,
  action: Extract<Action, { readonly _tag: "Import" }>,
  why: string
): Effect.Effect<string, ClientError, ImportLedger | Heartbeat> =>
  Effect.gen(function* () {
    const arr = yield* context.arr(context.section)
    if (arr === undefined) return "deferred: its Arr is not ready"
    const ledger = yield* ImportLedger
    const entry = ledger.get(context.section, torrent.id)
    switch (action.step) {
      case "ask":
        return yield* ask(context, arr, torrent)
      case "scan":
        return yield* scan(context, arr, torrent, entry)
      case "check":
        return yield* check(context, arr, torrent, entry, why)
    }
  })
