import type { ArrFacts } from "./ArrFacts.ts"

type Fields = Readonly<Record<string, unknown>>

/** `system/status`. `appName` may lie, to test that a client looks at it. */
export const statusResource = (facts: ArrFacts, appName: string, startedAt: number): Fields => ({
  appName,
  instanceName: appName,
  version: facts.version,
  buildTime: "2025-10-01T00:00:00Z",
  isDebug: false,
  isProduction: true,
  isAdmin: false,
  isUserInteractive: false,
  startupPath: "/app",
  appData: "/config",
  osName: "debian",
  osVersion: "12",
  isNetCore: true,
  isLinux: true,
  isOsx: false,
  isWindows: false,
  isDocker: true,
  mode: "console",
  branch: "master",
  databaseType: "sqLite",
  databaseVersion: "3.45.0",
  authentication: "forms",
  migrationVersion: 240,
  urlBase: "",
  runtimeVersion: "8.0.12",
  runtimeName: "netcore",
  startTime: new Date(startedAt).toISOString()
})

/** `config/downloadclient`. */
export const downloadClientConfig = (facts: ArrFacts, autoRedownloadFailed: boolean): Fields => ({
  downloadClientWorkingFolders: "_UNPACK_|_FAILED_",
  enableCompletedDownloadHandling: true,
  ...(facts.appName === "Radarr" ? { checkForFinishedDownloadInterval: 1 } : {}),
  autoRedownloadFailed,
  autoRedownloadFailedFromInteractiveSearch: false,
  id: 1
})

/** A row of `health`, with what a test did not care to say. */
export const healthRow = (row: Fields, index: number): Fields => ({
  source: "IndexerStatusCheck",
  type: "warning",
  message: "Indexers unavailable due to failures: Simulated Indexer",
  wikiUrl: "https://wiki.servarr.com/radarr/system#indexers-are-unavailable-due-to-failures",
  id: index + 1,
  ...row
})
