import * as Effect from "effect/Effect"
import type { ArrClient, ArrCommand } from "../clients/arr/ArrClient.ts"
import type { ArrKind } from "../clients/arr/ArrKind.ts"
import type { HealthCheck } from "../clients/arr/library/LibraryReads.ts"
import type { MediaRef } from "../clients/arr/MediaRef.ts"
import type { ClientError } from "../clients/ClientError.ts"
import { type QueueFacts, queueFactsOf } from "./queueFacts.ts"

/** What the search loop reads of an Arr. */
export interface SearchArr {
  readonly section: string
  readonly kind: ArrKind
  /** Read anew for each search. */
  readonly queue: Effect.Effect<QueueFacts, ClientError>
  readonly commands: Effect.Effect<ReadonlyArray<ArrCommand>, ClientError>
  /** `NotFound` once the Arr has forgotten it. */
  readonly command: (id: number) => Effect.Effect<ArrCommand, ClientError>
  readonly health: Effect.Effect<ReadonlyArray<HealthCheck>, ClientError>
  /** When the Arr itself searched for a thing last, epoch milliseconds. */
  readonly lastSearchedAt: (ref: MediaRef) => Effect.Effect<number | undefined, ClientError>
}

/** The same of a client. */
export const searchArr = (client: ArrClient, health: SearchArr["health"]): SearchArr => ({
  section: client.name,
  kind: client.kind,
  queue: Effect.map(client.queue, queueFactsOf),
  commands: client.commands,
  command: client.command,
  health,
  lastSearchedAt: (ref) => Effect.map(client.media(ref), (state) => state.lastSearchedAt)
})
