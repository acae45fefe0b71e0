/** A password hash in its parts. */
export interface ScryptHash {
  /** Base-2 logarithm of N. */
  readonly ln: number
  readonly r: number
  readonly p: number
  readonly salt: Buffer
  readonly hash: Buffer
}

const form =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,128})={0,2}\$([A-Za-z0-9+/]{22,128})={0,2}$/

/**
 * A hash as `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`; undefined for every other text. A hash that would take more than
 * 256 MiB or very long to check is refused too: it comes from a file, and checking it must not stop the daemon.
 */
export const parsePasswordHash = (text: string): ScryptHash | undefined => {
  const [, ln, r, p, salt, hash] = form.exec(text.trim()) ?? []
  if (salt === undefined || hash === undefined) return undefined
  const parts = { ln: Number(ln), r: Number(r), p: Number(p) }
  const isBearable =
    parts.ln >= 10 && parts.r >= 1 && parts.p >= 1 && 2 ** parts.ln * 128 * parts.r <= 2 ** 28 && parts.p <= 16
  return isBearable ? { ...parts, salt: Buffer.from(salt, "base64"), hash: Buffer.from(hash, "base64") } : undefined
}

/** The same as text. */
export const showPasswordHash = ({ hash, ln, p, r, salt }: ScryptHash): string => {
  const plain = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "")
  return `$scrypt$ln=${ln},r=${r},p=${p}$${plain(salt)}$${plain(hash)}`
}
