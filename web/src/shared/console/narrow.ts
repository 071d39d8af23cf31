import { ref } from 'vue'

const wanted = matchMedia('(max-width: 767.98px)')

/** Below 768 px tables become cards and the side panel a page. */
export const narrow = ref(wanted.matches)
wanted.addEventListener('change', (event) => { narrow.value = event.matches })
