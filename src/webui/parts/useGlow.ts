import { type RefObject, useEffect, useRef } from "react"

const isStill = window.matchMedia("(prefers-reduced-motion: reduce)")

/** A row glows once when what it shows has changed, so that the eye finds it. */
export const useGlow = (element: RefObject<HTMLElement | null>, value: string): void => {
  const last = useRef(value)
  useEffect(() => {
    if (last.current === value) return
    last.current = value
    if (isStill.matches) return
    element.current?.animate([{ backgroundColor: "var(--q-glow)" }, { backgroundColor: "transparent" }], {
      duration: 1_600,
      easing: "ease-out"
    })
  }, [element, value])
}
