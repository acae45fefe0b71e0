import { createReadStream, createWriteStream } from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import { Transform } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createInflateRaw } from "node:zlib"
import * as Effect from "effect/Effect"
import { InstallRefused } from "./InstallRefused.ts"

/** One entry of a zip's central directory. */
export interface Member {
  readonly name: string
  readonly method: number
  readonly encrypted: boolean
  readonly link: boolean
  readonly compressed: number
  /** Bytes. */
  readonly size: number
  readonly headerAt: number
}

const refuse = (reason: string) => new InstallRefused({ reason: `the downloaded zip is refused: ${reason}` })

/** Size of the end record, and of the longest comment behind it. */
const endSize = 22
const longestTail = endSize + 65_535

const readAt = async (file: FileHandle, at: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, at)
  if (bytesRead !== length) throw refuse("it ends too early")
  return buffer
}

const membersIn = (directory: Buffer, count: number): ReadonlyArray<Member> => {
  const members: Array<Member> = []
  let at = 0
  for (let n = 0; n < count; n++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) throw refuse("its directory is broken")
    const nameLength = directory.readUInt16LE(at + 28)
    members.push({
      name: directory.toString("utf8", at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      encrypted: (directory.readUInt16LE(at + 8) & 1) !== 0,
      link: ((directory.readUInt32LE(at + 38) >>> 16) & 0o170000) === 0o120000,
      compressed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      headerAt: directory.readUInt32LE(at + 42)
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return members
}

const readMembers = async (path: string): Promise<ReadonlyArray<Member>> => {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const tail = await readAt(file, Math.max(0, size - longestTail), Math.min(size, longestTail))
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
    if (end < 0 || end + endSize > tail.length) throw refuse("it is no zip")
    const directorySize = tail.readUInt32LE(end + 12)
    const directoryAt = tail.readUInt32LE(end + 16)
    if (directoryAt + directorySize > size) throw refuse("its directory is broken")
    return membersIn(await readAt(file, directoryAt, directorySize), tail.readUInt16LE(end + 10))
  } finally {
    await file.close()
  }
}

const escapes = (name: string): boolean =>
  name.startsWith("/") ||
  name.includes("\\") ||
  name.includes("\0") ||
  /^[a-z]:/i.test(name) ||
  name.split("/").includes("..")

/**
 * The one member to take: named exactly so, else the only one in a folder. A zip with any name that leads out of its
 * folder is refused as a whole (engine §5.1, step 8).
 */
export const memberFor = (members: ReadonlyArray<Member>, wanted: string): Effect.Effect<Member, InstallRefused> =>
  Effect.suspend(() => {
    if (members.some(({ name }) => escapes(name))) return refuse("a name in it leads out of its folder")
    const exact = members.filter(({ name }) => name === wanted)
    const found = exact.length > 0 ? exact : members.filter(({ name }) => name.endsWith(`/${wanted}`))
    const [member] = found
    if (member === undefined) return refuse(`it holds no ${wanted}`)
    if (found.length > 1) return refuse(`it holds several ${wanted}`)
    if (member.link || member.encrypted) return refuse(`its ${wanted} is a link or encrypted`)
    if (member.method !== 0 && member.method !== 8) return refuse(`its ${wanted} is packed in an unknown way`)
    return Effect.succeed(member)
  })

const extractTo = async (path: string, member: Member, to: string, signal: AbortSignal): Promise<void> => {
  const file = await open(path)
  let start: number
  try {
    const header = await readAt(file, member.headerAt, 30)
    if (header.readUInt32LE(0) !== 0x04034b50) throw refuse("its directory is broken")
    start = member.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  } finally {
    await file.close()
  }
  let written = 0
  const bounded = new Transform({
    transform: (chunk: Buffer, _encoding, next) => {
      written += chunk.length
      if (written > member.size) next(refuse("it unpacks to more than it says"))
      else next(null, chunk)
    }
  })
  const source = createReadStream(path, { start, end: start + Math.max(member.compressed, 1) - 1 })
  const target = createWriteStream(to, { flags: "wx", mode: 0o755 })
  if (member.method === 8) await pipeline(source, createInflateRaw(), bounded, target, { signal })
  else await pipeline(source, bounded, target, { signal })
  if (written !== member.size) throw refuse("it unpacks to less than it says")
}

const refused = (cause: unknown): InstallRefused =>
  cause instanceof InstallRefused ? cause : refuse(cause instanceof Error ? cause.message : String(cause))

/** Unpacks one file, as a new file that may be executed. `largest`: bytes it may have unpacked. */
export const extract = (
  zip: string,
  wanted: string,
  to: string,
  largest: number
): Effect.Effect<void, InstallRefused> =>
  Effect.gen(function* () {
    const members = yield* Effect.tryPromise({ try: () => readMembers(zip), catch: refused })
    const member = yield* memberFor(members, wanted)
    if (member.size > largest) return yield* refuse(`its ${wanted} is larger than ${largest} bytes`)
    yield* Effect.tryPromise({ try: (signal) => extractTo(zip, member, to, signal), catch: refused })
  })
