import { compress } from "../wire/encoding/gzip.ts";
import { gzipResponse, type PlainReply, plainReply, streamResponse } from "../wire/reply/plain-reply.ts";
import { gzipBomb } from "./gzip-bomb.ts";
import { applyIf, type FaultHandler, type Scene } from "./scene.ts";

/** Compresses the answer, whatever the client takes, and damages what came of it. */
async function damagedGzip(
  scene: Scene,
  damage: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const { status, headers, body } = await scene.answer();
  return gzipResponse(status, headers, damage(compress(body)));
}

/** Sends the first half of a gzip body as if it were all. */
export const gzipCut: FaultHandler<"gzip-cut"> = (_, scene) =>
  damagedGzip(scene, (bytes) => bytes.slice(0, Math.ceil(bytes.length / 2)));

/** Sends a gzip body without its checksum and length. */
export const gzipNoTrailer: FaultHandler<"gzip-no-trailer"> = (_, scene) =>
  damagedGzip(scene, (bytes) => bytes.slice(0, -8));

/** Sends a gzip body with a checksum that is not its own. */
export const gzipBadChecksum: FaultHandler<"gzip-bad-checksum"> = (_, scene) =>
  damagedGzip(scene, (bytes) => {
    bytes[bytes.length - 8] = (bytes[bytes.length - 8] ?? 0) ^ 0xff;
    return bytes;
  });

/** Sends the first half of the body as if it were all. */
export const jsonCut: FaultHandler<"json-cut"> = async (_, scene) => {
  const reply = await scene.answer();
  return scene.send({ ...reply, body: reply.body.slice(0, Math.ceil(reply.body.length / 2)) });
};

/** No beginning of anything: a quote that nothing closes, no UTF-8, characters that no XML has. */
const garbageBytes = [0x22, 0x3c, 0x7b, 0x00, 0xff, 0xfe, 0xc3, 0x28, 0x1b, 0x0a, 0x22, 0x2c, 0x80];

/** Sends something under the right name that is nothing. */
export const garbage: FaultHandler<"garbage"> = async (_, scene) => {
  const reply = await scene.answer();
  return scene.send({ ...reply, status: 200, body: Uint8Array.from(garbageBytes) });
};

/** Answers with success and nothing else. */
export const emptyBody: FaultHandler<"empty-body"> = async (fault, scene) => {
  await applyIf(scene, fault.applied, true);
  return scene.send(plainReply(200, "application/json", ""));
};

/** Answers with status 204. */
export const noContent: FaultHandler<"no-content"> = async (fault, scene) => {
  await applyIf(scene, fault.applied, true);
  return scene.send(plainReply(204, "", ""));
};

/** Sends the right body under the wrong name. */
export const wrongContentType: FaultHandler<"wrong-content-type"> = async (fault, scene) => {
  const reply: PlainReply = await scene.answer();
  reply.headers.set("content-type", fault.contentType ?? "text/html; charset=UTF-8");
  return scene.send(reply);
};

/** Sends a small body from which a very large one comes. */
export const gzipBombed: FaultHandler<"gzip-bomb"> = (fault) =>
  gzipResponse(200, new Headers({ "content-type": "application/json" }), gzipBomb(fault.bytes ?? 2 ** 30));

/** Sends a body without an end. */
export const hugeBody: FaultHandler<"huge-body"> = () => {
  const chunk = new Uint8Array(2 ** 20).fill(0x20);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      // As on a network, others have their turn in between; else no timer would ever stop the reader.
      await new Promise((resolve) => setTimeout(resolve, 0));
      controller.enqueue(chunk.slice());
    },
  });
  return streamResponse(200, new Headers({ "content-type": "application/json" }), body);
};
