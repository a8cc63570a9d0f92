import type { ConformanceCase } from "./conformance-case.ts";
import { expectEqual, expectRejection, expectThat } from "./expect.ts";

/** What becomes of a session that has expired. */
export const sessions: readonly ConformanceCase[] = [
  {
    name: "an expired session is renewed once, and the close repeated",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      const asked: (string | undefined)[] = [];
      const old = await control.issueToken({});
      await control.expireToken(old);
      const accessToken = async (rejected?: string): Promise<string> => {
        asked.push(rejected);
        return rejected === undefined ? old : await control.issueToken({});
      };
      const { outcome, attempts } = await sfbulk.settleClose(connect({ accessToken }), id);
      expectEqual([outcome, attempts], ["closed", 2], "the close");
      expectEqual(asked, [undefined, old], "what the source was asked");
    },
  },
  {
    name: "100 closes at once on an expired session ask for one new token",
    async run({ sfbulk, connect, control }) {
      const jobs = await Promise.all(Array.from({ length: 100 }, async () => await control.addJob({})));
      let renewals = 0;
      const old = await control.issueToken({});
      await control.expireToken(old);
      const accessToken = async (rejected?: string): Promise<string> => {
        if (rejected === undefined) return old;
        renewals++;
        return await control.issueToken({});
      };
      const connection = connect({ accessToken });
      const closed = await Promise.all(jobs.map(async ({ id }) => await sfbulk.closeJob(connection, id)));
      expectEqual([closed.length, renewals], [100, 1], "closes and renewals");
    },
  },
  {
    name: "an expired session that cannot be renewed is a SessionError, without the token",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      const accessToken = await control.issueToken({});
      await control.expireToken(accessToken);
      const error = await expectRejection(
        sfbulk.closeJob(connect({ accessToken }), id),
        "closing with an expired session",
      );
      expectEqual(error.name, "SessionError", "the error");
      const secret = accessToken.slice(accessToken.indexOf("!") + 1);
      expectThat(
        !`${error.message}${error.stack}${JSON.stringify(error)}`.includes(secret),
        "the error holds no token",
      );
      expectEqual((await control.job(id))?.state, "Open", "the truth");
    },
  },
];
