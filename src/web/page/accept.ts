import type { Encoding } from "./PageFiles.ts"

/** Whether `name` is accepted by an `Accept-Encoding` header, whose `q=0` means no. */
const accepts = (header: string, name: string): boolean =>
  header.split(",").some((part) => {
    const [word = "", ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    return word === name && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })

/** The smallest form of a file that its reader understands; undefined: as it is. */
export const chooseEncoding = (
  header: string | undefined,
  available: ReadonlyArray<Encoding>
): Encoding | undefined => {
  const wanted: ReadonlyArray<Encoding> = ["br", "gzip"]
  return header === undefined ? undefined : wanted.find((name) => available.includes(name) && accepts(header, name))
}

/** A browser that opens an address says so; a script that mistypes one must not be given a page. */
export const wantsPage = (accept: string | undefined): boolean => accept?.toLowerCase().includes("text/html") === true

/** Whether `If-None-Match` names what is there. */
export const isKnown = (header: string | undefined, etag: string): boolean =>
  header?.split(",").some((one) => one.trim().replace(/^W\//, "") === etag || one.trim() === "*") === true
