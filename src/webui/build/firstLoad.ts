/** What is read of a chunk. */
export interface Chunk {
  readonly fileName: string
  readonly name: string
  readonly isEntry: boolean
  readonly imports: ReadonlyArray<string>
  readonly dynamicImports: ReadonlyArray<string>
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string> } | undefined
}

/** Bytes that a first visit fetches, compressed. */
export interface FirstLoad {
  readonly bytes: number
  /** The document, and what every page needs. */
  readonly shell: number
  /** What the heaviest page adds. */
  readonly page: number
  readonly largestPage: string
}

/** Files that come with these chunks: they, what they import, and all their styles. */
const withImports = (names: ReadonlyArray<string>, chunks: ReadonlyMap<string, Chunk>): ReadonlySet<string> => {
  const found = new Set<string>()
  const take = (name: string): void => {
    const chunk = chunks.get(name)
    if (chunk === undefined || found.has(name)) return
    found.add(name)
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style)
    chunk.imports.forEach(take)
  }
  names.forEach(take)
  return found
}

/** The first visit to the heaviest page: the most that anybody waits for. */
export const firstLoad = (
  all: ReadonlyArray<Chunk>,
  sizeOf: (path: string) => number,
  documentSize: number
): FirstLoad => {
  const chunks = new Map(all.map((chunk) => [chunk.fileName, chunk]))
  const sum = (paths: Iterable<string>): number => [...paths].reduce((total, path) => total + sizeOf(path), 0)
  const entries = all.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName)
  const shell = withImports(entries, chunks)
  const pages = entries
    .flatMap((entry) => [...withImports([entry], chunks)])
    .flatMap((name) => chunks.get(name)?.dynamicImports ?? [])
    .map((name) => {
      const added = [...withImports([name], chunks)].filter((path) => !shell.has(path))
      return { name: chunks.get(name)?.name ?? name, size: sum(added) }
    })
    .toSorted((a, b) => b.size - a.size)
  const shellSize = sum(shell) + documentSize
  const page = pages[0]
  return {
    bytes: shellSize + (page?.size ?? 0),
    shell: shellSize,
    page: page?.size ?? 0,
    largestPage: page?.name ?? "none"
  }
}
