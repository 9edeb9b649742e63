// A real provider of OpenID Connect on this machine, for the tests: its address is the first line it prints.
// Its argument is JSON: client (id and secret), redirects, and people by the login that they type, with their claims.

import { createServer } from "node:http";
import Provider from "oidc-provider";

const { client, redirects, people } = JSON.parse(process.argv[2]);
const server = createServer();

server.listen(0, "127.0.0.1", () => {
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const provider = new Provider(issuer, {
        clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: redirects }],
        claims: { openid: ["sub", "level"], email: ["email", "email_verified"], profile: ["name", "locale"] },
        pkce: { required: () => true },
        findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    });
    server.on("request", provider.callback());
    console.log(issuer);
});
process.stdin.on("end", () => process.exit(0)).resume();  // it ends with whoever started it
