import { Link, useLocation } from "wouter"

const tabs = [
  { href: "/config", label: "Forms" },
  { href: "/config/raw", label: "Raw TOML" },
  { href: "/config/history", label: "History" }
]

/** The three ways to look at the config. */
export const ConfigTabs = () => {
  const [location] = useLocation()
  const here = tabs.find(({ href }) => href !== "/config" && location === href)?.href ?? "/config"
  return (
    <nav aria-label="Views of the config" className="q-tabs">
      {tabs.map(({ href, label }) => (
        <Link key={href} href={href} aria-current={href === here ? "page" : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  )
}
