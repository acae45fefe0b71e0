import { Button, PasswordInput, Stack } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { changePassword } from "../../live/accounts.ts"
import { report } from "../../parts/toasts.tsx"

/** Another password for who is logged in. */
export const Password = ({ user }: { readonly user: string }) => {
  const [before, setBefore] = useState("")
  const [password, setPassword] = useState("")
  const [again, setAgain] = useState("")
  const isDifferent = again !== "" && again !== password
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (isDifferent) return
    const done = await report("The password is changed. Other browsers have to log in again.", () =>
      changePassword(before, password)
    )
    if (!done) return
    setBefore("")
    setPassword("")
    setAgain("")
  }
  return (
    <section className="q-card" aria-labelledby="password">
      <h2 id="password">Password of {user}</h2>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <input type="hidden" name="username" autoComplete="username" value={user} readOnly />
          <PasswordInput
            label="Password of now"
            size="md"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={before}
            onChange={(event) => setBefore(event.currentTarget.value)}
          />
          <PasswordInput
            label="New password"
            size="md"
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <PasswordInput
            label="New password once more"
            size="md"
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={again}
            error={isDifferent ? "The two are different" : undefined}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
          <Button type="submit" h={44} disabled={isDifferent || password === "" || again === ""}>
            Change the password
          </Button>
        </Stack>
      </form>
    </section>
  )
}
