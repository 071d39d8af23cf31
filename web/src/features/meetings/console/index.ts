import type { ConsoleFeature } from '@/shared/console/feature'

export const meetings: ConsoleFeature = {
  navigation: [{ group: 'deliberate', label: 'meetings.navigation', to: '/console/meetings', needs: ['meetings.run'] }],
  routes: [
    { path: 'meetings', meta: { needs: 'meetings.run' }, component: () => import('./MeetingsPage.vue') },
    { path: 'meetings/new', meta: { needs: 'meetings.manage' }, component: () => import('./MeetingFormPage.vue') },
    { path: 'meetings/year', meta: { needs: 'meetings.run' }, component: () => import('./YearPage.vue') },
    { path: 'meetings/:id(\\d+)', meta: { needs: 'meetings.run' }, component: () => import('./MeetingPage.vue') },
    { path: 'meetings/:id(\\d+)/edit', meta: { needs: 'meetings.manage' }, component: () => import('./MeetingFormPage.vue') },
    { path: 'meetings/:id(\\d+)/run', meta: { needs: 'meetings.run' }, component: () => import('./RunPage.vue') },
    { path: 'meetings/:id(\\d+)/wall', meta: { needs: 'meetings.run', bare: true }, component: () => import('./WallPage.vue') },
  ],
}
