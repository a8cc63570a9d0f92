import { connectControl, type EmulatorControl } from "@sfbulk/emulator";
import { GenericContainer, Wait } from "testcontainers";

/** An org in a container of its own. */
interface ContainedOrg {
  readonly instanceUrl: string;
  readonly accessToken: string;
  readonly control: EmulatorControl;
  readonly stop: () => Promise<void>;
}

/** Starts one, and waits until it is healthy. */
export async function startOrg(image = "sfbulk-emulator"): Promise<ContainedOrg> {
  const container = await new GenericContainer(image)
    .withExposedPorts(8787)
    .withWaitStrategy(Wait.forHealthCheck())
    .start();
  const instanceUrl = `http://${container.getHost()}:${container.getMappedPort(8787)}`;
  const control = connectControl(instanceUrl);
  const accessToken = await control.issueToken();
  return { instanceUrl, accessToken, control, stop: async () => void (await container.stop()) };
}
