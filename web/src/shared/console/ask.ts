import { ElMessage, ElMessageBox } from 'element-plus'
import { announce } from '@/shared/page'

/** True when the reader chose to go on. */
export async function ask(title: string, text: string, go_on: string, stay: string): Promise<boolean> {
  try {
    await ElMessageBox.confirm(text, title, { confirmButtonText: go_on, cancelButtonText: stay, closeOnClickModal: false, showClose: false })
    return true
  } catch {
    return false
  }
}

/** Says that something was done, to the eye and to a screen reader. */
export function say(text: string) {
  ElMessage({ message: text, type: 'success', grouping: true, duration: 3500 })
  announce(text)
}
