/** Tells whether a path is that of Setup's Bulk Data Load Jobs, in Lightning or in the classic pages. */
export const isJobsPage = (pathname: string): boolean =>
  /^\/(?:lightning\/setup\/AsyncApiJobStatus|750(?:[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)?$)/.test(pathname);
