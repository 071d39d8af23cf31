import type { ConsoleFeature } from '@/shared/console/feature'

export const circulars: ConsoleFeature = {
  navigation: [{ group: 'body', label: 'circulars.navigation', to: '/console/circulars', needs: ['circulars.send'] }],
  routes: [
    { path: 'circulars', meta: { needs: 'circulars.send' }, component: () => import('./CircularsPage.vue') },
    { path: 'circulars/new', meta: { needs: 'circulars.send' }, component: () => import('./NewCircularPage.vue') },
    { path: 'circulars/:id(\\d+)', meta: { needs: 'circulars.send' }, component: () => import('./CircularPage.vue') },
  ],
}
