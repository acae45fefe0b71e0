/** What bencode can say. Text is UTF-8. */
export type Bencode = number | string | Uint8Array | ReadonlyArray<Bencode> | { readonly [key: string]: Bencode }

const isList = (value: Bencode): value is ReadonlyArray<Bencode> => Array.isArray(value)

/** BEP 3. Keys are sorted as raw bytes. */
export const bencode = (value: Bencode): Buffer => {
  if (typeof value === "number") return Buffer.from(`i${value}e`)
  if (typeof value === "string") return bencode(Buffer.from(value))
  if (value instanceof Uint8Array) return Buffer.concat([Buffer.from(`${value.length}:`), value])
  if (isList(value)) return Buffer.concat([Buffer.from("l"), ...value.map(bencode), Buffer.from("e")])
  const entries = Object.entries(value)
    .map(([key, item]) => [Buffer.from(key), item] as const)
    .sort(([a], [b]) => Buffer.compare(a, b))
  return Buffer.concat([
    Buffer.from("d"),
    ...entries.flatMap(([key, item]) => [bencode(key), bencode(item)]),
    Buffer.from("e")
  ])
}
