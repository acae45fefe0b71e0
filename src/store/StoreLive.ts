import type * as FileSystem from "@effect/platform/FileSystem"
import type * as SqlClient from "@effect/sql/SqlClient"
import * as Layer from "effect/Layer"
import type { DeathTally } from "../supervision/DeathTally.ts"
import * as Account from "./access/Account.ts"
import * as ApiTokens from "./access/ApiTokens.ts"
import * as Sessions from "./access/Sessions.ts"
import * as Database from "./Database.ts"
import type { DatabaseUnusable } from "./DatabaseUnusable.ts"
import * as DeathTallyStore from "./DeathTallyStore.ts"
import * as DecisionLog from "./DecisionLog.ts"
import * as ImportLedger from "./ImportLedger.ts"
import * as LastDecisions from "./LastDecisions.ts"
import * as Recordings from "./Recordings.ts"
import * as RemovalJournal from "./RemovalJournal.ts"
import * as Retention from "./Retention.ts"
import * as LibraryIndex from "./search/LibraryIndex.ts"
import * as ProfileSwitches from "./search/ProfileSwitches.ts"
import * as Requests from "./search/Requests.ts"
import * as SearchLog from "./search/SearchLog.ts"
import * as SearchMarks from "./search/SearchMarks.ts"
import * as Wishes from "./search/Wishes.ts"
import * as TorrentMemories from "./TorrentMemories.ts"
import * as WriteBehind from "./WriteBehind.ts"

/** Everything the store offers. */
export type Store =
  | Account.Account
  | ApiTokens.ApiTokens
  | Database.Database
  | DeathTally
  | DecisionLog.DecisionLog
  | ImportLedger.ImportLedger
  | LastDecisions.LastDecisions
  | LibraryIndex.LibraryIndex
  | ProfileSwitches.ProfileSwitches
  | Recordings.Recordings
  | RemovalJournal.RemovalJournal
  | Requests.Requests
  | SearchLog.SearchLog
  | SearchMarks.SearchMarks
  | Sessions.Sessions
  | SqlClient.SqlClient
  | TorrentMemories.TorrentMemories
  | Wishes.Wishes
  | WriteBehind.WriteBehind

/**
 * The store on one SQLite file: every repository over one writer over one connection. Released in that order: the
 * writer commits what is queued, then the database folds its log away and closes.
 */
export const layer = (
  options: Database.DatabaseOptions & { readonly writer?: Partial<WriteBehind.WriteBehindOptions> }
): Layer.Layer<Store, DatabaseUnusable, FileSystem.FileSystem> =>
  Layer.mergeAll(
    Account.layer,
    ApiTokens.layer,
    DeathTallyStore.layer,
    DecisionLog.layer,
    ImportLedger.layer,
    LastDecisions.layer,
    LibraryIndex.layer,
    ProfileSwitches.layer,
    Recordings.layer(),
    RemovalJournal.layer,
    Requests.layer,
    Retention.layer,
    SearchLog.layer,
    SearchMarks.layer,
    Sessions.layer,
    TorrentMemories.layer,
    Wishes.layer
  ).pipe(Layer.provideMerge(WriteBehind.layer(options.writer)), Layer.provideMerge(Database.layer(options)))
