'use strict';

// Stands for the runtime of Lambda: calls the handler of a bundle with one event after the other, a line of JSON each, and says when it is done.
const dns = require('node:dns');
const { createInterface } = require('node:readline');

// Amazon S3 Control puts the account in front of the host.
const { lookup } = dns;
dns.lookup = (host, ...rest) => lookup(host.endsWith('.localhost') ? 'localhost' : host, ...rest);

// The log is one.
console.error = console.log;

const { handler } = require(process.argv[2]);

(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    const { event, milliseconds } = JSON.parse(line);
    const end = Date.now() + milliseconds;
    let outcome = 'succeeded';
    try {
      await handler(event, { logStreamName: 'log-stream', getRemainingTimeInMillis: () => end - Date.now() });
    } catch (error) {
      outcome = `failed: ${error}`;
    }
    process.stdout.write(`\noutcome: ${outcome}\n`);
  }
})();
