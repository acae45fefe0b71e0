import { chooseDriver } from "../../../src/store/chooseDriver.ts"

/** Reads a daemon's database from outside; the daemon must have ended. */
export const query = (file: string, sql: string): ReadonlyArray<Record<string, unknown>> => {
  const driver = chooseDriver()
  if ("missing" in driver) throw new Error(driver.missing)
  const connection = driver.open(file)
  try {
    return connection.prepare(sql).all([])
  } finally {
    connection.close()
  }
}
