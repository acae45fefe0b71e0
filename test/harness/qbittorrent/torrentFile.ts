import { createHash } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { type Bencode, bencode } from "./bencode.ts"

/** A file inside a torrent: with data, or of a size only, so that it can never be downloaded. */
export interface FileSpec {
  /** Below the root folder, `/`-separated. */
  readonly path: string
  readonly size: number
}

export interface TorrentSpec {
  /** Root folder, or the file itself when `files` is one whose path equals it. */
  readonly name: string
  readonly files: ReadonlyArray<FileSpec>
  /** Piece hashes fit generated data (`writeData`); otherwise they fit nothing. Default false. */
  readonly real?: boolean
  readonly private?: boolean
  readonly tracker?: string
}

export interface TorrentFile {
  readonly name: string
  /** v1 info hash, lower-case. */
  readonly hash: string
  readonly bytes: Uint8Array
  readonly spec: TorrentSpec
}

const pieceLength = 65_536

/** Bytes that look random and depend only on `seed`, so the same spec makes the same torrent. */
const bytesOf = (seed: string, size: number): Buffer => {
  const blocks: Array<Buffer> = []
  for (let i = 0; i * 64 < size; i++) blocks.push(createHash("sha512").update(`${seed}#${i}`).digest())
  return Buffer.concat(blocks).subarray(0, size)
}

const dataOf = (spec: TorrentSpec, file: FileSpec): Buffer => bytesOf(`${spec.name}/${file.path}`, file.size)

const sha1 = (data: Uint8Array): Buffer => createHash("sha1").update(data).digest()

const isSingle = (spec: TorrentSpec): boolean => spec.files.length === 1 && spec.files[0]?.path === spec.name

const piecesOf = (spec: TorrentSpec): Buffer => {
  const total = spec.files.reduce((sum, file) => sum + file.size, 0)
  const count = Math.ceil(total / pieceLength)
  if (spec.real !== true) return bytesOf(`${spec.name} exists nowhere`, count * 20)
  const data = Buffer.concat(spec.files.map((file) => dataOf(spec, file)))
  return Buffer.concat(
    Array.from({ length: count }, (_, i) => sha1(data.subarray(i * pieceLength, (i + 1) * pieceLength)))
  )
}

/** A .torrent file in memory. */
export const makeTorrent = (spec: TorrentSpec): TorrentFile => {
  const layout: Record<string, Bencode> = isSingle(spec)
    ? { length: spec.files[0]?.size ?? 0 }
    : { files: spec.files.map((file) => ({ length: file.size, path: file.path.split("/") })) }
  const info: Bencode = {
    ...layout,
    name: spec.name,
    "piece length": pieceLength,
    pieces: piecesOf(spec),
    ...(spec.private === true ? { private: 1 } : {})
  }
  const bytes = bencode({ info, ...(spec.tracker === undefined ? {} : { announce: spec.tracker }) })
  return { name: spec.name, hash: sha1(bencode(info)).toString("hex"), bytes, spec }
}

/** Writes the data of a real torrent below `folder`, so that it can be added complete with `skipChecking`. */
export const writeData = (torrent: TorrentFile, folder: string): void => {
  for (const file of torrent.spec.files) {
    const path = isSingle(torrent.spec) ? join(folder, file.path) : join(folder, torrent.name, file.path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, dataOf(torrent.spec, file))
  }
}

/** One video that nobody has: stays `stalledDL`. */
export const fakeMovie = (name: string, size = 8_000_000): TorrentFile =>
  makeTorrent({ name, files: [{ path: `${name}.mkv`, size }] })

/** One video with data that can be written. */
export const realMovie = (name: string, size = 300_000): TorrentFile =>
  makeTorrent({ name, real: true, files: [{ path: `${name}.mkv`, size }] })

/** What no one should download: only a program. */
export const onlyExe = (name: string): TorrentFile =>
  makeTorrent({ name, files: [{ path: `${name}.exe`, size: 900_000 }] })

/** Magnet of a hash that nobody knows: stays `metaDL`. */
export const magnet = (hash: string, name: string): string =>
  `magnet:?xt=urn:btih:${hash}&dn=${encodeURIComponent(name)}`
