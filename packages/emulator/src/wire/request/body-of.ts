/**
 * Gives the body of a request as a stream. Firefox's `Request` has no `body` to read from: there it comes whole, in one piece.
 *
 * @returns the stream; null where the request has none.
 */
export function bodyOf(request: Request): ReadableStream<Uint8Array> | null {
  const { body } = request as { readonly body?: ReadableStream<Uint8Array> | null };
  if (body !== undefined) return body;
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const bytes = new Uint8Array(await request.arrayBuffer());
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}
