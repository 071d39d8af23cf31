// What the player decides without looking at the picture.

/** What the server says of a stream of its own: /video/<name>/state. */
export interface StreamState {
  state: 'waiting' | 'live' | 'interrupted' | 'ended'
  /** Milliseconds since 1970. */
  since: number
  /** Milliseconds of what is recorded. */
  duration: number
  replay: boolean
  /** False: the recording has gaps. */
  whole: boolean
  captions: boolean
  /** Of a stream that is another's. */
  address: string
}

export type Phase = 'starting' | 'waiting' | 'playing' | 'slow' | 'interrupted' | 'ended' | 'ended_soon' | 'lost' | 'absent' | 'unsupported' | 'unplayable'

export interface Plan {
  phase: Phase
  /** What to play; nothing: what plays goes on, if `keep`, or nothing does. */
  address?: string
  recording: boolean
}

/** What to do about a stream of which the server says this; `recording`: its recording is wanted once it has ended. */
export function plan_for(name: string, about: StreamState, recording: boolean): Plan {
  if (about.address) return { phase: 'starting', address: about.address, recording: false }
  if (about.state === 'waiting') return { phase: 'waiting', recording: false }
  if (about.state !== 'ended') return { phase: about.state === 'interrupted' ? 'interrupted' : 'starting', address: `/video/${name}/live.m3u8`, recording: false }
  if (!about.replay) return { phase: 'ended_soon', recording: false }
  return recording ? { phase: 'starting', address: `/video/${name}/replay.m3u8`, recording: true } : { phase: 'ended', recording: false }
}

/** Milliseconds until the next try: longer each time, and for each viewer another, so that a crowd does not come at once. */
export function pause_before(tries: number, chance = Math.random()): number {
  const longest = Math.min(2000 * Math.pow(1.6, tries), 20_000)
  return longest * (0.6 + 0.4 * chance)
}

/** "4:05", "1:02:33" */
export function clock_words(seconds: number): string {
  if (!isFinite(seconds) || seconds < 0) return '0:00'
  const whole = Math.floor(seconds)
  const two = (value: number) => (value < 10 ? '0' : '') + value
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

const silence = 4000

/** Whether the picture moves, asked about once a second. */
export class Movement {
  private time = -1
  private moved: number
  constructor(now: number) { this.moved = now }

  /** `wanted`: it should move, since nobody paused it. True as long as nothing is wrong. */
  look(time: number, wanted: boolean, now: number): boolean {
    if (time !== this.time || !wanted) {
      this.time = time
      this.moved = now
    }
    return now - this.moved < silence
  }
  still_for(now: number): number { return now - this.moved }
}
