import type { ConsoleFeature } from '@/shared/console/feature'

export const handover: ConsoleFeature = {
  navigation: [{ group: 'deliberate', label: 'handover.navigation', to: '/console/handovers', needs: ['handover.send', 'handover.receive'] }],
  routes: [{ path: 'handovers', meta: { needs: 'handover.send' }, component: () => import('./HandoversPage.vue') }],
}
