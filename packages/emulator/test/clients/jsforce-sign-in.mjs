// Gets a session in each way that scripts have, uses it, and goes on when it has expired.
import jsforce from "jsforce";

const { INSTANCE_URL: loginUrl, ACCESS_TOKEN: accessToken, USERNAME: username, PASSWORD: password } = process.env;
const { CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, REFRESH_TOKEN: refreshToken } = process.env;
const version = "62.0";
const oauth2 = { loginUrl, clientId, clientSecret };

/** What a session is good for. */
const use = async (connection) => {
  connection.bulk.pollInterval = 50;
  const [result] = await connection.bulk.load("Lead", "insert", [{ LastName: "Doe", Company: "Acme" }]);
  const identity = await connection.identity();
  return { created: result.success, username: identity.username, user: identity.user_id };
};

// With username, password and security token, over SOAP.
const soap = new jsforce.Connection({ loginUrl, version });
const user = await soap.login(username, password);
const bySoap = await use(soap);
await soap.logout();

// The same with a connected app, over OAuth.
const app = new jsforce.Connection({ oauth2, version });
await app.login(username, password);
const byPassword = await use(app);
await app.logout();

// An expired session and a refresh token.
const refreshing = new jsforce.Connection({
  oauth2,
  instanceUrl: loginUrl,
  accessToken: "00D8Z000000EmuO!expired",
  refreshToken,
  version,
});
let refreshes = 0;
refreshing.on("refresh", () => refreshes++);
const byRefresh = await use(refreshing);

// A function of one's own that knows where to get a new one.
const own = new jsforce.Connection({
  instanceUrl: loginUrl,
  accessToken: "00D8Z000000EmuO!expired",
  version,
  refreshFn: (_, callback) => callback(null, accessToken),
});
const byFunction = await use(own);

// As the server of an integration, without a user.
const server = new jsforce.Connection({ instanceUrl: loginUrl, oauth2, version });
await server.authorize({ grant_type: "client_credentials" });
const byCredentials = await use(server);

const wrong = await new jsforce.Connection({ loginUrl, version }).login(username, "wrong").then(
  () => "signed in",
  (error) => error.message,
);

const sobjects = (await own.describeGlobal()).sobjects.map(({ name }) => name);
const { fields } = await own.sobject("Lead").describe();
const required = fields
  .filter(({ nillable, createable, defaultedOnCreate }) => !nillable && createable && !defaultedOnCreate)
  .map(({ name }) => name);

console.log(
  JSON.stringify({
    user,
    bySoap,
    byPassword,
    byRefresh,
    refreshes,
    byFunction,
    byCredentials,
    wrong,
    sobjects,
    required,
  }),
);
