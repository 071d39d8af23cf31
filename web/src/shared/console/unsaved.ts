import { onBeforeUnmount, onMounted } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { t } from '@/shared/i18n'
import { ask } from './ask'

/** Leaving a form with changes asks first, inside the console and when the tab is closed. */
export function use_unsaved(is_dirty: () => boolean) {
  onBeforeRouteLeave(async () => !is_dirty() || ask(t('console.unsaved_title'), t('console.unsaved_text'), t('console.unsaved_leave'), t('console.unsaved_stay')))
  const warn = (event: BeforeUnloadEvent) => { if (is_dirty()) event.preventDefault() }
  onMounted(() => addEventListener('beforeunload', warn))
  onBeforeUnmount(() => removeEventListener('beforeunload', warn))
}
