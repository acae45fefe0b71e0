import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A new certificate for 127.0.0.1 that nobody trusts; undefined where there is no openssl. */
export const selfSigned = (): { readonly key: string; readonly cert: string } | undefined => {
  const folder = mkdtempSync(join(tmpdir(), "qbitrr-arr-tls-"))
  try {
    const key = join(folder, "key.pem")
    const cert = join(folder, "cert.pem")
    const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    execFileSync("openssl", [...request, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert], {
      stdio: "ignore"
    })
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") }
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
