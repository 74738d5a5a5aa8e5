// The table of pages as the house serves it, read from its source.
import { readFileSync } from 'node:fs';

const source = readFileSync(new URL('../../src/web/routes.rs', import.meta.url), 'utf8');
const GET = /\bget\(\s*"([^"]+)"/g;

/** What has no page of its own to look at. */
export const NO_PAGE = {
  '/assets/{digest}/{name}': 'style, script and pictures, which every page loads',
  '/look/language/{tongue}': 'a switch that leads back; every test speaks through it',
  '/look/letters/{size}': 'a switch that leads back; the test of large letters goes through it',
  '/services/{key}/diagram.svg': 'a picture, which the page of the service shows',
  '/admin/workflows/{key}/{version}/diagram.svg': 'a picture, which the page of the version shows',
  '/apply/{service}/materials/{material}/{file}': 'the paper as it was handed in',
  '/desk/requests/{case}/duties/{duty}/documents/{sha256}': 'the paper as it was handed in, shown in its duty',
  '/oversight/workflows/{key}/diagram.svg': 'a picture, which the page of the workflow shows',
  '/oversight/requests/{case}/diagram.svg': 'a picture, which the page of the request shows',
  '/desk/requests/{case}/duties/{duty}/{act}': 'leads back to the work that a form was sent from',
  '/desk/live': 'a stream of events, which the queue listens to',
  '/oversight/cells.csv': 'a table to take along',
  '/desk/provider': 'leads to the provider; the test of signing in goes through it',
  '/desk/provider/back': 'where the provider leads back to; the test of signing in goes through it',
  '/admin/acts.csv': 'a table to take along',
  '/admin/notices/{template}/{tongue}': 'a letter as plain text, which the page of the letter shows',
  '/audit/{link}/diagram.svg': 'a picture, which the page of the link shows',
  '/open/{case}/{code}': 'leads to the case; the page of the case is what is seen',
};

/** Every address with a page. */
export const pages = [...source.matchAll(GET)].map(([, path]) => path).filter((path) => !(path in NO_PAGE));
const table = [...source.matchAll(GET)].map(([, path]) => {
  const parts = path.split('/').map((part) => part.startsWith('{') ? '[^/]+' : part.replaceAll('.', '\\.'));
  return { path, fixed: parts.filter((part) => part !== '[^/]+').length, matches: new RegExp(`^${parts.join('/')}$`) };
}).sort((one, other) => other.fixed - one.fixed);

/** The line of the table that serves an address. */
export const routeOf = (address) => table.find(({ matches }) => matches.test(new URL(address).pathname))?.path;

/** Lines of the exceptions that the table does not have. */
export const strangers = () => Object.keys(NO_PAGE).filter((path) => !table.some((route) => route.path === path));
