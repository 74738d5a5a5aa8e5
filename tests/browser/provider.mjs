// An OpenID Connect provider of the town on a free port of this machine: node-oidc-provider itself,
// with its own pages to sign in and out.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const CLIENT = 'lianban';
const SECRET = 'a secret that the house and the provider share';
const SCOPES = 'openid profile email town';

/** What the house has to be told about it. */
const settings = (issuer) => ({
  LIANBAN__OIDC__ISSUER: issuer,
  LIANBAN__OIDC__CLIENT_ID: CLIENT,
  LIANBAN__OIDC__CLIENT_SECRET: SECRET,
  LIANBAN__OIDC__SCOPES: 'profile,email,town',
  LIANBAN__OIDC__DEPARTMENT_CLAIM: 'department',
  LIANBAN__OIDC__DEPARTMENTS: '教育局=education,公安局=public_security',
  LIANBAN__OIDC__ROLES_CLAIM: 'realm_access.roles',
  LIANBAN__OIDC__ROLES: 'lianban-clerk=clerk,lianban-head=head',
  LIANBAN__OIDC__ACCOUNTS: 'either',
});

/** Starts it for a house; `people` is what it says of each login, and may change. */
export async function openProvider(base, people) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: CLIENT,
      client_secret: SECRET,
      redirect_uris: [`${base}/desk/provider/back`],
      post_logout_redirect_uris: [`${base}/desk/enter`],
    }],
    claims: { profile: ['name', 'preferred_username'], email: ['email'], town: ['department', 'realm_access'] },
    scopes: SCOPES.split(' '),
    pkce: { required: () => true, methods: ['S256'] },
    cookies: { keys: ['signs the cookies of a test'] },
    findAccount: (_, login) => ({ accountId: login, claims: () => ({ sub: login, preferred_username: login, ...people[login] }) }),
    // The town's own system: nobody is asked whether it may know them.
    async loadExistingGrant({ oidc }) {
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope(SCOPES);
      await grant.save();
      return grant;
    },
  });
  server.on('request', provider.callback());
  return {
    issuer,
    settings: settings(issuer),
    /** No connection is taken any more, and none stays. */
    close: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
