import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { ArrOptions } from "../clients/arr/ArrClient.ts"
import type { QbittorrentOptions } from "../clients/qbittorrent/QbittorrentClient.ts"
import type { RestartPolicy } from "../supervision/RestartPolicy.ts"
import type { Config } from "./Config.ts"
import { qbittorrentUrl } from "./urls.ts"

const qbittorrentTimeout = Duration.seconds(10)
/** 15 s: an Arr with a large library takes longer to answer than qBittorrent. */
const arrTimeout = Duration.seconds(15)

const missing = (section: string): never => {
  throw new RangeError(`There is no section [${section}] in this config.`)
}

/** The restart policy of `[Settings]`, with what the Arr section says otherwise. Any other section has no own policy. */
export const restartPolicyOf = (config: Config, section?: string): RestartPolicy => {
  const { Settings } = config
  const own = section === undefined ? undefined : config.Arr[section]
  return {
    enabled: own?.AutoRestartProcesses ?? Settings.AutoRestartProcesses,
    maxRestarts: own?.MaxProcessRestarts ?? Settings.MaxProcessRestarts,
    window: Duration.seconds(own?.ProcessRestartWindow ?? Settings.ProcessRestartWindow),
    delay: Duration.seconds(own?.ProcessRestartDelay ?? Settings.ProcessRestartDelay),
    backoff: own?.RestartBackoff ?? Settings.RestartBackoff,
    maxDelay: Duration.seconds(own?.MaxProcessRestartDelay ?? Settings.MaxProcessRestartDelay),
    resetAfter: Duration.seconds(own?.RestartResetAfter ?? Settings.RestartResetAfter),
    onLimit: own?.OnRestartLimit ?? Settings.OnRestartLimit,
    probeInterval: Duration.seconds(own?.RestartProbeInterval ?? Settings.RestartProbeInterval)
  }
}

/** How to reach the Arr of a section. A section that does not exist is a defect. */
export const arrOptionsOf = (config: Config, section: string): ArrOptions => {
  const arr = config.Arr[section] ?? missing(section)
  return {
    name: section,
    kind: arr.kind,
    url: arr.URI.replace(/\/+$/, ""),
    apiKey: arr.APIKey,
    skipTlsVerify: arr.SkipTLSVerify,
    timeout: arrTimeout
  }
}

const placeholder = "CHANGE_ME"

/** How to reach the qBittorrent of a section. A section that does not exist is a defect. */
export const qbittorrentOptionsOf = (config: Config, section: string): QbittorrentOptions => {
  const qbit = config.qBit[section] ?? missing(section)
  return {
    name: section,
    url: qbittorrentUrl(qbit.Host, qbit.Port) ?? `http://${qbit.Host}:${qbit.Port}`,
    username: qbit.UserName === placeholder ? "" : qbit.UserName,
    password: Redacted.value(qbit.Password) === placeholder ? Redacted.make("") : qbit.Password,
    apiKey: Redacted.value(qbit.ApiKey) === "" ? Option.none() : Option.some(qbit.ApiKey),
    skipTlsVerify: qbit.SkipTLSVerify,
    timeout: qbittorrentTimeout
  }
}

/** Every secret of a config that is set, for the redaction of logs. */
export const secretsOf = (config: Config): ReadonlyArray<string> => {
  const found = new Set<string>()
  const walk = (value: unknown): void => {
    if (Redacted.isRedacted(value)) {
      const secret = Redacted.value(value)
      if (typeof secret === "string" && secret !== "" && secret !== placeholder) found.add(secret)
    } else if (typeof value === "object" && value !== null) Object.values(value).forEach(walk)
  }
  walk([config.WebUI, config.qBit, config.Arr])
  return [...found]
}
