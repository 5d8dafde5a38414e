/** How the form's files are compressed, once, before they are served. */
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

const gzipAsync = promisify(gzip);

/**
 * Compresses as small as gzip gets.
 *
 * @param {Buffer} content
 * @returns {Promise<Buffer>} gzip (RFC 1952).
 */
export const compress = (content) => gzipAsync(content, { level: constants.Z_BEST_COMPRESSION });
