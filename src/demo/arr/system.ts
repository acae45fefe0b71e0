import { type ArrFacts, qualityOf } from "./ArrFacts.ts"

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

/** The only quality profile. */
export const qualityProfile = (facts: ArrFacts, minFormatScore: number): Fields => ({
  name: "HD",
  upgradeAllowed: true,
  cutoff: facts.quality["id"],
  items: [{ quality: qualityOf(facts).quality, items: [], allowed: true }],
  minFormatScore,
  cutoffFormatScore: 0,
  formatItems: [],
  id: 1
})
