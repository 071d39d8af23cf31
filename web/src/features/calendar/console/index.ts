import type { ConsoleFeature } from '@/shared/console/feature'

export const calendar: ConsoleFeature = {
  navigation: [{ group: 'system', label: 'calendar.navigation', to: '/console/calendar', needs: ['assembly.read', 'calendar.manage'] }],
  routes: [
    { path: 'calendar', meta: { needs: 'assembly.read' }, component: () => import('./CalendarPage.vue') },
    { path: 'calendar/import', meta: { needs: 'calendar.manage' }, component: () => import('./CalendarImport.vue') },
  ],
}
