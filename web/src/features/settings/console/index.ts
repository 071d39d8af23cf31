import type { ConsoleFeature } from '@/shared/console/feature'

export const settings: ConsoleFeature = {
  navigation: [{ group: 'system', label: 'rules.navigation', to: '/console/settings', needs: ['assembly.read', 'settings.manage'] }],
  routes: [{ path: 'settings', meta: { needs: 'assembly.read' }, component: () => import('./SettingsPage.vue') }],
}
