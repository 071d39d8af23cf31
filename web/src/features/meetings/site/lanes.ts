// Messages that pass over the picture: which of them, and where, so that none covers another.

/** A viewer cannot read more, and a slow phone cannot draw more (measured: 20 a second at 50 frames on a phone four times slower than a desk). */
export const most_a_second = 20
export const seconds_across = 8
const most_at_once = 60

interface Lane { free_at: number; caught_at: number }

export class Lanes {
  private lanes: Lane[] = []
  private passed: number[] = []
  private away: number[] = []

  /** The number of the lane where a message of this width may start now, or -1: then it is not shown; the list has it. */
  place(width: number, screen: number, lanes: number, now: number): number {
    this.passed = this.passed.filter((at) => now - at < 1000)
    this.away = this.away.filter((until) => until > now)
    if (screen <= 0 || lanes <= 0 || this.passed.length >= most_a_second || this.away.length >= most_at_once) return -1
    while (this.lanes.length < lanes) this.lanes.push({ free_at: 0, caught_at: 0 })
    // All take the same time across; so a wide one is faster, and must not catch up with the one before it.
    const speed = (screen + width) / (seconds_across * 1000)
    const until_edge = screen / speed
    for (let at = 0; at < lanes; ++at) {
      const lane = this.lanes[at] as Lane
      if (lane.free_at > now || lane.caught_at > now + until_edge) continue
      lane.free_at = now + (width + 24) / speed
      lane.caught_at = now + seconds_across * 1000
      this.passed.push(now)
      this.away.push(now + seconds_across * 1000)
      return at
    }
    return -1
  }

  clear() {
    this.lanes = []
    this.away = []
  }
}
