/** Where the page is mounted, without a closing `/`: empty, or `WebUI.UrlBase`. */
export const basePath: string = new URL(document.baseURI).pathname.replace(/\/+$/, "")

/** The nonce of this visit; styles that are added later must carry it. */
export const nonce: string = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ""

/** An address of the daemon, from its path. */
export const address = (path: string): string => `${basePath}${path}`

/**
 * An address without the base (a proxy that takes it away) is given it, so that links and the back button have one
 * form only.
 */
export const settleAddress = (): void => {
  const { hash, pathname, search } = window.location
  if (basePath !== "" && pathname !== basePath && !pathname.startsWith(`${basePath}/`)) {
    window.history.replaceState(null, "", `${basePath}${pathname}${search}${hash}`)
  }
}
