import { MantineProvider } from "@mantine/core"
import { type ReactNode, Suspense, useLayoutEffect } from "react"
import { Route, Router, Switch, useLocation } from "wouter"
import { basePath, nonce } from "./live/base.ts"
import { pages } from "./pages.ts"
import { ConfirmDialog } from "./parts/confirm.tsx"
import { ErrorBoundary } from "./parts/ErrorBoundary.tsx"
import { Waiting } from "./parts/Loaded.tsx"
import { Toasts } from "./parts/toasts.tsx"
import { useDensity, useScheme } from "./shell/choices.ts"
import { Gate } from "./shell/Gate.tsx"
import { NotFoundPage } from "./shell/NotFoundPage.tsx"
import { Shell } from "./shell/Shell.tsx"
import { theme, variables } from "./theme.ts"

const Content = () => {
  const [location] = useLocation()
  return (
    <ErrorBoundary key={location}>
      <Suspense fallback={<Waiting />}>
        <Switch>
          {pages.map(({ page, path }) => (
            <Route key={path} path={path} component={page} />
          ))}
          <Route component={NotFoundPage} />
        </Switch>
      </Suspense>
    </ErrorBoundary>
  )
}

/** Colours and density as this browser has chosen, else as the config has them. */
const Looks = ({ children }: { readonly children: ReactNode }) => {
  const { shown } = useScheme()
  const { shown: density } = useDensity()
  useLayoutEffect(() => {
    document.documentElement.dataset["density"] = density
  }, [density])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme={shown}
      forceColorScheme={shown}
      getStyleNonce={() => nonce}
    >
      {children}
    </MantineProvider>
  )
}

/** The page. */
export const App = () => (
  <Looks>
    <Router base={basePath}>
      <Gate>
        <Shell>
          <Content />
        </Shell>
      </Gate>
      <ConfirmDialog />
      <Toasts />
    </Router>
  </Looks>
)
