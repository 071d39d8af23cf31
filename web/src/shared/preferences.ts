import { ref } from 'vue'

/** The four steps of text size, in px of the root element. */
export const text_sizes = [16, 18, 21, 30] as const
export type TextSize = (typeof text_sizes)[number]

const stored = 'gongshi.preferences'
export const elder = ref(false)
export const text_size = ref<TextSize>(16)
export const high_contrast = ref(false)

/** Runs before the first paint of anything: the shell's body is empty until the application mounts. */
export function apply_preferences() {
  try {
    const kept = JSON.parse(localStorage.getItem(stored) ?? '{}')
    elder.value = kept.elder === true
    high_contrast.value = kept.high_contrast === true
    if (text_sizes.includes(kept.text_size)) text_size.value = kept.text_size
  } catch { /* storage may be refused or spoilt */ }
  show()
}

function show() {
  const root = document.documentElement
  root.classList.toggle('elder', elder.value)
  root.classList.toggle('contrast', high_contrast.value)
  for (const size of text_sizes) root.classList.toggle(`text-${size}`, size === text_size.value)
}

function keep() {
  try {
    localStorage.setItem(stored, JSON.stringify({ elder: elder.value, text_size: text_size.value, high_contrast: high_contrast.value }))
  } catch { /* storage may be refused */ }
  show()
}

export function choose_elder(on: boolean) {
  elder.value = on
  if (on && text_size.value < 21) text_size.value = 21
  if (!on) text_size.value = 16
  keep()
}

export function choose_text_size(size: TextSize) { text_size.value = size; keep() }
export function choose_contrast(on: boolean) { high_contrast.value = on; keep() }
