import { createReadStream, existsSync, statSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/**
 * Serves a folder as a host of static files does: `/page` is `page.html`.
 * @param {string} folder
 * @param {number} [port] any free one unless given
 * @returns {Promise<{ url: string, close(): void }>}
 */
export async function serve(folder, port = 0) {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const name = path.join(folder, path.posix.normalize(decodeURIComponent(pathname)));
    const file = [name, `${name}.html`, path.join(name, 'index.html')].find(
      (one) => existsSync(one) && statSync(one).isFile(),
    );
    const found = file ?? path.join(folder, '404.html');
    response.writeHead(file === undefined ? 404 : 200, {
      'content-type': TYPES[path.extname(found)] ?? 'application/octet-stream',
    });
    createReadStream(found).pipe(response);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${address.port}`, close: () => void server.close().closeAllConnections() };
}
