import type { RouteRecordRaw } from 'vue-router'
import type { MessageKey } from '@/shared/i18n'
import type { Waiting } from './waiting'

export type NavigationGroup = 'deliberate' | 'body' | 'system'

/** One line of the navigation; shown to whoever holds one of the permissions. */
export interface NavigationItem {
  group: NavigationGroup
  label: MessageKey
  to: string
  needs: string[]
  /** Which number waits there. */
  waiting?: keyof Waiting
  /** Shown only where it holds. */
  when?: () => boolean
}

/** What a feature brings to the console. Paths are relative to /console; `meta.needs` names the permission without which a page is of no use. */
export interface ConsoleFeature {
  navigation: NavigationItem[]
  routes: RouteRecordRaw[]
}
