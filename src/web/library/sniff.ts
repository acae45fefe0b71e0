const startsWith = (bytes: Uint8Array, at: number, ...wanted: ReadonlyArray<number>): boolean =>
  wanted.every((byte, index) => bytes[at + index] === byte)

/**
 * What kind of picture these bytes are, by how they begin; undefined for anything else. What a server says of them is
 * not asked: nothing is ever shown under our own address that could be a page or a script (SVG can be).
 */
export const pictureType = (bytes: Uint8Array): "image/jpeg" | "image/png" | "image/webp" | "image/gif" | undefined => {
  if (startsWith(bytes, 0, 0xff, 0xd8, 0xff)) return "image/jpeg"
  if (startsWith(bytes, 0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png"
  if (startsWith(bytes, 0, 0x52, 0x49, 0x46, 0x46) && startsWith(bytes, 8, 0x57, 0x45, 0x42, 0x50)) return "image/webp"
  return startsWith(bytes, 0, 0x47, 0x49, 0x46, 0x38) ? "image/gif" : undefined
}
