/** A span of local time in which may be searched, minutes from midnight, 0 to 1439. It crosses midnight when `to` is not after `from`. */
export interface SearchWindow {
  readonly from: number
  readonly to: number
}
