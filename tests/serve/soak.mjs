// soak.mjs FOLDER SECONDS SAVES: saves a report so many times a minute while a client does what a
// browser does; nothing may leak, no page may be stale.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { serve, ok, is, done } from './serving.mjs';

const [folder, seconds, saves] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const report = path.join(folder, 'report.yaml');
const original = fs.readFileSync(report, 'utf8');
fs.writeFileSync(path.join(folder, 'old.yaml'), original);
const server = await serve(folder, '--against', 'old.yaml', 'report.yaml');
const headers = { Cookie: server.cookie, Host: `127.0.0.1:${server.port}` };
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
const pause = milliseconds => new Promise(wake => setTimeout(wake, milliseconds));

function get(address) {
  return new Promise((answer, failed) => {
    const retry = error => (error.code === 'ECONNRESET' ? answer(get(address)) : failed(error));
    http.get({ host: '127.0.0.1', port: server.port, path: server.folder + address, headers, agent }, response => {
      const parts = [];
      response.on('data', part => parts.push(part));
      response.on('end', () => answer(Buffer.concat(parts).toString()));
    }).on('error', retry); // a kept connection that was closed meanwhile
  });
}

const resident = () =>
  Number(fs.readFileSync(`/proc/${server.program.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]);
const descriptors = () => fs.readdirSync(`/proc/${server.program.pid}/fd`).length;

// What the client shows: pages by their keys, as updates say.
const keys = [];
const bodies = new Map();
let updates = 0;
let asked = 0;
function listen() {
  let text = '';
  return http.get({ host: '127.0.0.1', port: server.port, path: `${server.folder}/events`, headers }, response => {
    response.on('data', part => {
      text += part;
      for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
        const data = text.slice(0, end).match(/^event: update\ndata: (.*)$/m);
        if (/^event: findings$/m.test(text.slice(0, end))) {
          get('/findings').then(JSON.parse);
          asked++;
        }
        if (data) {
          const update = JSON.parse(data[1]);
          updates++;
          keys.length = update.count;
          update.pages.forEach(([index, key]) => { keys[index] = key; });
          Object.entries(update.bodies ?? {}).forEach(([key, body]) => bodies.set(key, body));
        }
      }
    });
  });
}
let stream = listen();

const begun = Date.now();
const count = Math.round(seconds * saves / 60);
const samples = [];
let last = '';
for (let i = 0; i < count; i++) {
  last = `第${i}次`;
  fs.writeFileSync(report, i % 10 === 9 ? `${original}\n  - [` // a broken save now and then
    : original.replace('公文处理严格', `公文处理${last}严格`).replace('value: 11,', `value: ${i + 1},`));
  if (i % 5 === 0) {
    await Promise.all([get('/view?view=proof'), get('/facts'), get('/place?page=0&x=200000&y=300000'),
      get('/view?view=redline'), get('/document.pdf')]);
  }
  if (i % 20 === 0) {
    stream.destroy();
    stream = listen();
  }
  samples.push(resident());
  await pause(Math.max(0, begun + (i + 1) * 60000 / saves - Date.now()));
}
last = '第末次';
fs.writeFileSync(report, original.replace('公文处理严格', `公文处理${last}严格`));
let shown = '';
for (let i = 0; i < 100 && !shown.includes(last); i++) {
  await pause(50);
  shown = (await Promise.all(keys.map(async key => bodies.get(key) ?? get(`/page/${key}`)))).join('');
}
ok(shown.includes(last), `the last of ${count} saves is shown`);
await pause(500);
is(JSON.stringify(JSON.parse(await get('/view')).pages.map(page => page[1])), JSON.stringify(keys),
  'and the client has the keys that the server has');
ok(updates > count * 0.5, 'saves were told', `${updates} of ${count}`);
const third = Math.floor(samples.length / 3);
const early = Math.max(...samples.slice(0, third));
const late = Math.max(...samples.slice(-third));
ok(late < early * 1.15, 'memory stays as it is', `${early} KiB in the first third, ${late} in the last`);
console.log(`# ${count} saves, ${updates} updates, ${asked} examinations, ${early} -> ${late} KiB`);
stream.destroy();
agent.destroy();
await pause(300);
ok(descriptors() < 40, 'nothing is left open', descriptors());
is(await server.end(), 0, 'it ends in good order');
is(server.complaints(), '', 'and had nothing to complain of');
done();
process.exit();
