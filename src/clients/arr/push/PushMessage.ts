import type { ArrCommand } from "../ArrClient.ts"

/** What an Arr says by itself over its SignalR hub (arr-api §5). There is no replay: what was said while nobody listened is lost. */
export type PushMessage =
  /** From now on changes are told; fetch everything that matters once. */
  | { readonly _tag: "Connected" }
  /** Nothing is told until the next `Connected`. `reason` is for people. */
  | { readonly _tag: "Disconnected"; readonly reason: string }
  /** Something of the library changed. Without `containerId`: nobody knows what, so everything may have. */
  | {
      readonly _tag: "LibraryChanged"
      /** The movie, series, artist or author. */
      readonly containerId: number | undefined
      /** The container itself was deleted. */
      readonly deleted: boolean
    }
  | { readonly _tag: "CommandChanged"; readonly command: ArrCommand }
  | { readonly _tag: "QueueChanged" }
  | { readonly _tag: "HealthChanged" }
