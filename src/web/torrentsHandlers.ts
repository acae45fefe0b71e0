import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as TorrentId from "../clients/qbittorrent/TorrentId.ts"
import { ConfigService } from "../config/ConfigService.ts"
import { ownersOf } from "../managers/rulesOf.ts"
import { Secrets } from "../observability/Redaction.ts"
import { DecisionLog } from "../store/DecisionLog.ts"
import { ImportLedger } from "../store/ImportLedger.ts"
import { LastDecisions } from "../store/LastDecisions.ts"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import { attentionOf } from "../torrents/attention.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { Api } from "./Api.ts"
import { gather } from "./firstOf.ts"
import { isoOrNull } from "./ProcessView.ts"
import { textParam, wholeParam, wordParam } from "./queryParams.ts"
import { largestPage, pageSize, type TorrentList } from "./TorrentsApi.ts"
import { cleaner, decisionView, factsView, lastDecisionView, torrentView } from "./TorrentView.ts"
import { torrentOrder, torrentSorts } from "./torrentOrder.ts"
import { unknownTorrent } from "./unknownTorrent.ts"

const limitOf = (value: Parameters<typeof wholeParam>[1]) =>
  wholeParam("limit", value, { absent: pageSize, minimum: 1, maximum: largestPage })

type SectionOf = (torrent: Torrent) => string | undefined

/** Torrents as the feeds have them, joined with what was decided about them. */
export const torrentsHandlers = HttpApiBuilder.group(Api, "torrents", (handlers) =>
  Effect.gen(function* () {
    const feeds = yield* TorrentFeeds
    const decisions = yield* DecisionLog
    const last = yield* LastDecisions
    const configs = yield* ConfigService
    const memories = yield* TorrentMemories
    const ledger = yield* ImportLedger
    const clean = cleaner((yield* Secrets).redact)

    /** The section that looks after a torrent, by the config of now. */
    const sections = Effect.map(configs.current, (config) => {
      const ownerOf = ownersOf(config)
      return (torrent: Torrent): string | undefined => {
        const owner = ownerOf(torrent)?.owner
        return owner === undefined ? undefined : owner._tag === "Arr" ? owner.section : torrent.instance
      }
    })

    /** Why it waits for a person; what nobody looks after is nobody's business. */
    const waitsFor = (torrent: Torrent, sectionOf: SectionOf): string | undefined => {
      const section = sectionOf(torrent)
      if (section === undefined) return undefined
      return attentionOf({
        torrent,
        memory: memories.get(torrent.id),
        importEntry: () => ledger.get(section, torrent.id)
      })
    }

    const view = (torrent: Torrent, sectionOf: SectionOf) =>
      torrentView(torrent, {
        section: sectionOf(torrent),
        last: last.get(torrent.id),
        attention: waitsFor(torrent, sectionOf),
        clean
      })

    return (
      handlers
        // Raw: encoding what has this type already would take a third of the time, and leave as much garbage again.
        .handleRaw("torrents", ({ urlParams }) =>
          Effect.gen(function* () {
            const limit = yield* limitOf(urlParams.limit)
            const offset = yield* wholeParam("offset", urlParams.offset, { absent: 0, minimum: 0 })
            const instance = textParam(urlParams.instance)
            const category = textParam(urlParams.category)
            const section = textParam(urlParams.section)
            const state = textParam(urlParams.state)
            const tag = textParam(urlParams.tag)
            const rule = textParam(urlParams.rule)
            const q = textParam(urlParams.q)?.toLowerCase()
            const attention = yield* wordParam("attention", urlParams.attention, ["true", "false"], undefined)
            const sort = yield* wordParam("sort", urlParams.sort, torrentSorts, "name")
            const order = yield* wordParam("order", urlParams.order, ["asc", "desc"], "asc")
            const sectionOf = yield* sections
            const lastOf = ({ id }: Torrent) => last.get(id)
            const first = gather<Torrent>(offset + limit, torrentOrder(sort, order === "desc", lastOf))
            for (const snapshot of (yield* feeds.snapshots).values()) {
              if (instance !== undefined && snapshot.instance !== instance) continue
              for (const torrent of snapshot.torrents.values()) {
                if (category !== undefined && torrent.category !== category) continue
                if (state !== undefined && torrent.state !== state) continue
                if (tag !== undefined && !torrent.tags.includes(tag)) continue
                if (rule !== undefined && lastOf(torrent)?.rule !== rule) continue
                if (q !== undefined && !torrent.hash.startsWith(q) && !torrent.name.toLowerCase().includes(q)) continue
                if (section !== undefined && sectionOf(torrent) !== section) continue
                if (attention !== undefined && (waitsFor(torrent, sectionOf) !== undefined) !== (attention === "true"))
                  continue
                first.offer(torrent)
              }
            }
            const page = first.taken().slice(offset)
            const answer: typeof TorrentList.Encoded = {
              total: first.offered(),
              torrents: page.map((torrent) => view(torrent, sectionOf))
            }
            return HttpServerResponse.unsafeJson(answer)
          })
        )
        .handle("torrent", ({ path: { hash, instance } }) =>
          Effect.gen(function* () {
            const snapshot = (yield* feeds.snapshots).get(instance)
            const torrent = snapshot?.torrents.get(hash.toLowerCase())
            if (snapshot === undefined || torrent === undefined) return yield* unknownTorrent(instance, hash)
            return {
              ...view(torrent, yield* sections),
              online: snapshot.online,
              contentPath: clean(torrent.contentPath),
              savePath: clean(torrent.savePath),
              ignoredUntil: isoOrNull(memories.get(torrent.id).ignoredFor?.until ?? null),
              lastFacts: factsView(yield* last.facts(torrent.id), clean)
            }
          })
        )
        .handle("torrentDecisions", ({ path: { hash, instance }, urlParams }) =>
          Effect.gen(function* () {
            const limit = yield* limitOf(urlParams.limit)
            const id = TorrentId.make(instance, hash)
            const rows = yield* decisions.recent({ torrent: id, limit })
            const lastDecision = lastDecisionView(last.get(id), clean)
            const isThere = (yield* feeds.snapshots).get(instance)?.torrents.has(hash.toLowerCase()) === true
            if (rows.length === 0 && lastDecision === null && !isThere) return yield* unknownTorrent(instance, hash)
            return { lastDecision, decisions: rows.map((row) => decisionView(row, clean)) }
          })
        )
        .handle("decisions", ({ urlParams }) =>
          Effect.gen(function* () {
            const limit = yield* limitOf(urlParams.limit)
            const search = textParam(urlParams.q)
            const rows = yield* decisions.recent({ limit, ...(search === undefined ? {} : { search }) })
            return { decisions: rows.map((row) => decisionView(row, clean)) }
          })
        )
    )
  })
)
