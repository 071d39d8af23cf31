/** Every key of every catalogue; the catalogues themselves are loaded by the two applications. */
export type MessageKey =
  | keyof typeof import('./zh-CN.json')
  | keyof typeof import('../../site/i18n/zh-CN.json')
  | keyof typeof import('../../console/i18n/zh-CN.json')
  | keyof typeof import('../../features/identity/account/i18n/zh-CN.json')
  | keyof typeof import('../../features/identity/site/i18n/zh-CN.json')
  | keyof typeof import('../../features/identity/console/i18n/zh-CN.json')
  | keyof typeof import('../../features/assemblies/console/i18n/zh-CN.json')
  | keyof typeof import('../../features/consultation/site/i18n/zh-CN.json')
  | keyof typeof import('../../features/consultation/console/i18n/zh-CN.json')
  | keyof typeof import('../../features/consultation/set_aside/i18n/zh-CN.json')
  | keyof typeof import('../../features/discussion/site/i18n/zh-CN.json')
  | keyof typeof import('../../features/discussion/console/i18n/zh-CN.json')
