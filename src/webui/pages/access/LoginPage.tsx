import { Alert, Button, Divider, PasswordInput, Stack, Text, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { address } from "../../live/base.ts"
import { wordsOf } from "../../live/Problem.ts"
import type { Session } from "../../live/session.ts"
import { logIn } from "../../live/visit.ts"
import { Icon } from "../../parts/Icon.tsx"
import { Door } from "./Door.tsx"

/** Where to be after a login at the provider: where one wanted to go. */
const returnTo = (): string => {
  const { pathname, search } = window.location
  return /\/(login|setup)$/.test(pathname) ? address("/") : pathname + search
}

const PasswordForm = () => {
  const [username, setUsername] = useState("")
  const [password, setPassword] = useState("")
  const [refusal, setRefusal] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefusal(undefined)
    try {
      await logIn(username, password)
    } catch (error) {
      setRefusal(wordsOf(error))
      setPassword("")
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        {refusal === undefined ? null : (
          <Alert color="red" variant="outline" icon={<Icon name="error" />} role="alert" title={refusal} />
        )}
        <TextInput
          label="Name"
          size="md"
          name="username"
          autoComplete="username"
          required
          withAsterisk={false}
          data-autofocus
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          size="md"
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" h={44} loading={isBusy}>
          Log in
        </Button>
      </Stack>
    </form>
  )
}

/** The way in. It stands at the address one wanted to see, which is there afterwards. */
const LoginPage = ({ session, wasIn }: { readonly session: Session; readonly wasIn: boolean }) => (
  <Door title="Log in" about={wasIn ? "Your session has ended. You will be back where you were." : undefined}>
    {session.passwordLogin ? <PasswordForm /> : null}
    {session.passwordLogin && session.oidcLogin ? <Divider label="or" /> : null}
    {session.oidcLogin ? (
      <Button
        component="a"
        variant="default"
        h={44}
        href={`${address("/api/oidc/challenge")}?returnTo=${encodeURIComponent(returnTo())}`}
      >
        Log in with your provider
      </Button>
    ) : null}
    {session.passwordLogin || session.oidcLogin ? null : (
      <Text size="sm">
        Nobody can log in here: there is no password and no provider. Set one of them in [WebUI] of the config, or come
        through the proxy that says who you are.
      </Text>
    )}
  </Door>
)

export default LoginPage
