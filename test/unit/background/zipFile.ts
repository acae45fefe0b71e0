import { deflateRawSync } from "node:zlib"

/** A member as a broken or evil packer may write it. */
export interface Packed {
  readonly name: string
  readonly content: string
  readonly stored?: boolean
  readonly link?: boolean
  readonly encrypted?: boolean
  /** Size it says it has; the true one unless given. */
  readonly size?: number
}

const header = (length: number, write: (buffer: Buffer) => void): Buffer => {
  const buffer = Buffer.alloc(length)
  write(buffer)
  return buffer
}

/** A zip with these members. */
export const zipOf = (...members: ReadonlyArray<Packed>): Buffer => {
  const files: Array<Buffer> = []
  const directory: Array<Buffer> = []
  let at = 0
  for (const { content, encrypted, link, name, size, stored } of members) {
    const names = Buffer.from(name)
    const data = stored === true ? Buffer.from(content) : deflateRawSync(Buffer.from(content))
    const method = stored === true ? 0 : 8
    const told = size ?? Buffer.byteLength(content)
    const local = header(30, (buffer) => {
      buffer.writeUInt32LE(0x04034b50, 0)
      buffer.writeUInt16LE(method, 8)
      buffer.writeUInt32LE(data.length, 18)
      buffer.writeUInt32LE(told, 22)
      buffer.writeUInt16LE(names.length, 26)
    })
    const central = header(46, (buffer) => {
      buffer.writeUInt32LE(0x02014b50, 0)
      buffer.writeUInt16LE(encrypted === true ? 1 : 0, 8)
      buffer.writeUInt16LE(method, 10)
      buffer.writeUInt32LE(data.length, 20)
      buffer.writeUInt32LE(told, 24)
      buffer.writeUInt16LE(names.length, 28)
      buffer.writeUInt32LE(((link === true ? 0o120777 : 0o100755) << 16) >>> 0, 38)
      buffer.writeUInt32LE(at, 42)
    })
    files.push(local, names, data)
    directory.push(central, names)
    at += local.length + names.length + data.length
  }
  const entries = Buffer.concat(directory)
  const end = header(22, (buffer) => {
    buffer.writeUInt32LE(0x06054b50, 0)
    buffer.writeUInt16LE(members.length, 8)
    buffer.writeUInt16LE(members.length, 10)
    buffer.writeUInt32LE(entries.length, 12)
    buffer.writeUInt32LE(at, 16)
  })
  return Buffer.concat([...files, entries, end])
}
