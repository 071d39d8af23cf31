const hours_of_china = 8 * 3_600_000

/** "2026-12-01 09:00" on the consultation's clock, which is China's wherever the desk stands. */
export function to_clock(at: number | null | undefined): string {
  return at == null ? '' : new Date(at + hours_of_china).toISOString().slice(0, 16).replace('T', ' ')
}

export function from_clock(text: string | null | undefined): number | undefined {
  return text ? Date.parse(`${text.replace(' ', 'T')}:00Z`) - hours_of_china : undefined
}
