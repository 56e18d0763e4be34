/** One file that came with a form. */
export interface Upload {
  readonly field: string
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
}
