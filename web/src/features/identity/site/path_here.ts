/** Where somebody goes back to once signed in: a path of this site, whatever the address that brought them says. */
export const path_here = (wanted = '') => (/^\/(?![/\\])/.test(wanted) && new URL(wanted, location.origin).origin === location.origin ? wanted : '/')
