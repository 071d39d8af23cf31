import { onBeforeUnmount, onMounted } from 'vue'

const writes = (element: Element) => element.matches('input, textarea, select, [contenteditable="true"]')
const acts_itself = (element: Element) => element.matches('a, button, summary')
const dialog_open = () => [...document.querySelectorAll<HTMLElement>('.el-overlay')].some((overlay) => overlay.style.display !== 'none')

/** Single keys of a page; silent while somebody writes, in a dialog, or when the focused control answers the key itself. */
export function use_keys(bindings: Record<string, () => void>) {
  function answer(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target as Element
    const act = bindings[event.key]
    if (!act || writes(target) || dialog_open() || (event.key === 'Enter' && acts_itself(target))) return
    event.preventDefault()
    act()
  }
  onMounted(() => document.addEventListener('keydown', answer))
  onBeforeUnmount(() => document.removeEventListener('keydown', answer))
}
