import { argumentError } from "@sfbulk/core";
import { describe, expect, it, vi } from "vitest";
import { sfCommand } from "../src/sf/sf-command.ts";

describe("sfCommand", () => {
  it.each(["linux", "darwin"])("starts the program itself on %s, whatever the parameters", (platform) => {
    const parameters = ["org", "display", "--target-org", "my org; rm -rf $HOME"];
    expect(sfCommand(parameters, platform)).toEqual({ file: "sf", parameters, verbatim: false });
  });

  it("goes through the shell on Windows, where sf is a .cmd", () => {
    vi.stubEnv("ComSpec", "C:\\Windows\\system32\\cmd.exe");
    expect(sfCommand(["org", "display", "--target-org", "me+1@acme.com", "--json"], "win32")).toEqual({
      file: "C:\\Windows\\system32\\cmd.exe",
      parameters: ["/d", "/s", "/c", '"sf org display --target-org me+1@acme.com --json"'],
      verbatim: true,
    });
    vi.unstubAllEnvs();
  });

  it.each(["a b", "a&calc", 'a"b', "%PATH%", "a^b", "a|b", "a>b", "(a)", "", "a\nb", "a!b"])(
    "refuses on Windows what its shell could understand as something else: %j",
    (targetOrg) => {
      expect(() => sfCommand(["org", "display", "--target-org", targetOrg], "win32")).toThrow(
        argumentError(
          "InvalidArgument",
          `Cannot use targetOrg ${JSON.stringify(targetOrg)}: expected letters, digits and . _ @ + - only, since it goes through a shell on Windows`,
        ),
      );
    },
  );
});
