/** Answers as the token endpoint does. */
export const tokenReply = (status: number, value: unknown): Response =>
  new Response(JSON.stringify(value), {
    status,
    headers: { "content-type": "application/json;charset=UTF-8", "cache-control": "no-cache, no-store" },
  });

/** Refuses with status 400 and the two strings of the token endpoint's errors (recorded). */
export const refuseGrant = (error: string, description: string): Response =>
  tokenReply(400, { error, error_description: description });
