import { pbkdf2Sync, randomBytes } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"

export interface ProfileOptions {
  readonly folder: string
  readonly downloads: string
  readonly webPort: number
  readonly btPort: number
  readonly username: string
  readonly password: string
  /** No login needed from 127.0.0.1. */
  readonly bypass: boolean
  /** Refused logins before the ban; qBittorrent's own default is 5. */
  readonly maxFailures: number
  /** Downloads queue; one is active at a time. */
  readonly queueing: boolean
}

/** PBKDF2-HMAC-SHA512, 100 000 rounds, as qBittorrent stores it. */
const passwordHash = (password: string): string => {
  const salt = randomBytes(16)
  const key = pbkdf2Sync(password, salt, 100_000, 64, "sha512")
  return `@ByteArray(${salt.toString("base64")}:${key.toString("base64")})`
}

/** A profile that starts without questions, talks to 127.0.0.1 only and never to DHT, PeX or a router. */
export const writeProfile = (options: ProfileOptions): void => {
  const folder = join(options.folder, "qBittorrent", "config")
  mkdirSync(folder, { recursive: true })
  mkdirSync(options.downloads, { recursive: true })
  writeFileSync(
    join(folder, "qBittorrent.conf"),
    `[LegalNotice]
Accepted=true
[BitTorrent]
Session\\DefaultSavePath=${options.downloads}
Session\\Interface=lo
Session\\InterfaceName=lo
Session\\InterfaceAddress=127.0.0.1
Session\\Port=${options.btPort}
Session\\DHTEnabled=false
Session\\PeXEnabled=false
Session\\LSDEnabled=false
Session\\QueueingSystemEnabled=${String(options.queueing)}
Session\\MaxActiveDownloads=1
Session\\MaxActiveTorrents=1
Session\\MultiConnectionsPerIp=true
Session\\SSRFMitigation=false
[Network]
PortForwardingEnabled=false
[Preferences]
General\\Locale=en
WebUI\\Enabled=true
WebUI\\Address=127.0.0.1
WebUI\\Port=${options.webPort}
WebUI\\UseUPnP=false
WebUI\\Username=${options.username}
WebUI\\Password_PBKDF2="${passwordHash(options.password)}"
WebUI\\LocalHostAuth=${String(!options.bypass)}
WebUI\\MaxAuthenticationFailCount=${options.maxFailures}
`
  )
}

/** A port nobody listens on right now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port)
        else reject(new Error("no port"))
      })
    })
  })
