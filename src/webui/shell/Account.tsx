import { UnstyledButton } from "@mantine/core"
import { useCell } from "../live/Cell.ts"
import { access } from "../live/session.ts"
import { logOut } from "../live/visit.ts"
import { Icon } from "../parts/Icon.tsx"
import { report } from "../parts/toasts.tsx"

/** Who is logged in, and the way out; nothing where the daemon asks nobody. */
export const Account = () => {
  const visit = useCell(access)
  if (visit.state !== "known" || !visit.session.authenticated) return null
  const { method, user } = visit.session
  if (method !== "password" && method !== "oidc") return null
  return (
    <UnstyledButton className="q-nav" onClick={() => void report("Logged out.", logOut)}>
      <Icon name="logout" size={20} /> Log out {user ?? ""}
    </UnstyledButton>
  )
}
