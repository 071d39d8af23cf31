import { createRouter, createWebHistory } from 'vue-router'
import { features } from './features'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    {
      path: '/console',
      children: [
        { path: '', component: () => import('./TodayPage.vue') },
        ...features.flatMap((feature) => feature.routes),
        { path: ':rest(.*)*', component: () => import('@/shared/console/DeskMissing.vue') },
      ],
    },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

// A screen reader goes on reading at the new page, not at the link that led there.
router.afterEach((to, from, failure) => {
  if (!failure && from.matched.length && to.path !== from.path) document.getElementById('main')?.focus({ preventScroll: true })
})
