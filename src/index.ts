/**
 * qbitrr as a library. Importing it starts nothing: everything is a value, a `Layer` or an `Effect`, and what a layer
 * opens is closed with its scope. `docs/library.md` shows two whole programs.
 *
 * Everything that changes something in a qBittorrent or an Arr goes through `Apply`; the clients here only read.
 */

// The daemon

/** The whole daemon as one layer: `App.layer({ configFile, dataFolder })`. Its services are there for layers above it. */
export * as App from "./App.ts"
/** What the config holds once it is decoded; the schema. */
export * as Config from "./config/Config.ts"
/** Reads `config.toml` with the environment over it: `ConfigFile.load`. */
export * as ConfigFile from "./config/ConfigFile.ts"
/** `ConfigUnusable`, which lists every problem of a config at once, and how a problem is shown. */
export * as ConfigProblem from "./config/ConfigProblem.ts"
/** The live config of a daemon: current, changes, reload. */
export * as ConfigService from "./config/ConfigService.ts"

// Supervision: knows nothing of torrents, keeps any worker alive

/** Waits for something that is away without ending the life that needs it. */
export { type AwaitDependencyOptions, awaitDependency, dependencyDelay } from "./supervision/awaitDependency.ts"
/** Where the last exits of each worker are kept; `DeathTally.layerMemory` for a program without a store. */
export * as DeathTally from "./supervision/DeathTally.ts"
/** What the workers need from outside, and whether it answers. */
export * as Dependencies from "./supervision/Dependencies.ts"
/** What a life tells its supervisor: ready, alive, degraded. */
export * as Heartbeat from "./supervision/Heartbeat.ts"
/** When a worker that died is started again, as data. */
export * as RestartPolicy from "./supervision/RestartPolicy.ts"
/** The policy as a `Schedule` that composes with any other: `toSchedule`, and `windowedRecurs` that it is made of. */
export * as RestartSchedule from "./supervision/RestartSchedule.ts"
/** Starts, watches, restarts and stops workers: `Supervisor.layer`. */
export * as Supervisor from "./supervision/SupervisorModule.ts"
/** Something to keep alive, as data; `Misconfigured`, the failure that burns no restart. */
export * as Worker from "./supervision/Worker.ts"
/** What is known about a worker: state, lives, exits. */
export * as WorkerStatus from "./supervision/WorkerStatus.ts"

// Clients: reads of one qBittorrent or one Arr

/** Radarr, Sonarr, Lidarr, Readarr: `ArrClient.layer(options)`. */
export * as ArrClient from "./clients/arr/ArrReader.ts"
/** Everything a call to either can fail with. */
export * as ClientError from "./clients/ClientError.ts"
/** qBittorrent 4.4 to 5.3: `QbittorrentClient.layer(options)`. */
export * as QbittorrentClient from "./clients/qbittorrent/QbittorrentReader.ts"
/** The name of a torrent: instance and hash. */
export * as TorrentId from "./clients/qbittorrent/TorrentId.ts"

// Torrents: what is known, what is decided, how it is done

/** What a rule may want done. */
export * as Action from "./torrents/Action.ts"
/** The one door: the only service that changes something outside. */
export * as Apply from "./torrents/apply.ts"
/** `decide`: pure, from what is known about one torrent to what is to be done with it, and why. */
export * as Decide from "./torrents/decide.ts"
/** The file filter that `TorrentRules` holds: `FileFilter.compile`. */
export * as FileFilter from "./torrents/FileFilter.ts"
/** The queue of one Arr as it was last told. */
export type * as QueueFeed from "./torrents/QueueFeed.ts"
/** The queues of all Arrs of a daemon. */
export * as QueueFeeds from "./torrents/QueueFeeds.ts"
/** One rule, and what it may look at. */
export * as Rule from "./torrents/Rule.ts"
/** The rules in their order; the first that says something wins. */
export { ruleList } from "./torrents/rules/RuleList.ts"
/** The tags that a daemon sets and respects. */
export * as Tags from "./torrents/Tags.ts"
/** A torrent as every rule sees it. */
export type * as Torrent from "./torrents/Torrent.ts"
/** All torrents of one qBittorrent as last told. */
export type * as TorrentFeed from "./torrents/TorrentFeed.ts"
/** The torrents of all instances of a daemon: snapshots and changes. */
export * as TorrentFeeds from "./torrents/TorrentFeeds.ts"
/** Everything `decide` needs of the config. */
export type * as TorrentRules from "./torrents/TorrentRules.ts"
/** One vocabulary for the states of qBittorrent 4 and 5. */
export * as TorrentState from "./torrents/TorrentState.ts"

// Searching: what is searched for next, and when it may be

/** `gateOf`: pure, whether a search may be sent now, or what holds it back and until when. */
export * as SearchGate from "./search/gate.ts"
/** `planOf`: pure, from a library, what was searched for and the settings to what is searched for next, and why the rest is not. */
export * as SearchPlan from "./search/plan.ts"
/** The searching of all Arrs of a daemon: what goes on, and a way to have it look again. */
export * as Searches from "./search/Searches.ts"
/** `[<Arr>.EntrySearch]` as the plan and the gate read it. */
export type * as SearchSettings from "./search/SearchSettings.ts"

// Store: what a daemon remembers, in one SQLite file

/** The open database. */
export * as Database from "./store/Database.ts"
/** Why the database cannot be used, and what to do. */
export * as DatabaseUnusable from "./store/DatabaseUnusable.ts"
/** Every decision that acted: facts, reason, result. */
export * as DecisionLog from "./store/DecisionLog.ts"
/** How far the import of each download has come. */
export * as ImportLedger from "./store/ImportLedger.ts"
/** Removals from their intent to their end. */
export * as RemovalJournal from "./store/RemovalJournal.ts"
/** All repositories over one writer over one file: `Store.layer({ file })`. */
export * as Store from "./store/StoreLive.ts"
/** The library of each Arr, as it was read last. */
export * as LibraryIndex from "./store/search/LibraryIndex.ts"
/** Every search that was sent, with what came of it. */
export * as SearchLog from "./store/search/SearchLog.ts"
/** What was searched for when, and the rounds. */
export * as SearchMarks from "./store/search/SearchMarks.ts"
/** Searches that somebody asked for: `Wishes.add` has something searched for before everything else. */
export * as Wishes from "./store/search/Wishes.ts"
/** What was seen of each torrent. */
export * as TorrentMemories from "./store/TorrentMemories.ts"
/** The row of `TorrentMemories`, and the memory of a torrent that was never seen. */
export * as TorrentMemory from "./store/TorrentMemory.ts"
