// A running `gongwen serve`, for tests: started in a folder, with its address and cookie.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export async function serve(folder, ...options) {
  const program = spawn(process.env.GONGWEN, ['serve', '--no-system-fonts', ...options], {
    cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8', LANGUAGE: '' },
  });
  process.on('exit', () => program.kill('SIGKILL')); // whatever becomes of the test
  let said = '';
  let complaints = '';
  program.stderr.on('data', data => { complaints += data; });
  await new Promise((done, failed) => {
    program.stdout.on('data', data => {
      said += data;
      if (/token=\w+\s/.test(said)) {
        done();
      }
    });
    program.on('exit', status => failed(new Error(`gongwen serve ended: ${status} ${complaints}`)));
  });
  const address = said.match(/http:\S+/)[0];
  const { port } = new URL(address);
  const entry = await (await fetch(address)).text();
  return {
    address, port: Number(port), program, complaints: () => complaints,
    folder: entry.match(/url=(\/\w+)\//)[1], // all but the entry stands below it
    cookie: `gongwen-${port}=${new URL(address).searchParams.get('token')}`,
    async end() {
      program.removeAllListeners('exit');
      program.kill('SIGTERM');
      const [status] = await once(program, 'exit');
      return status;
    },
  };
}

// Results in the Test Anything Protocol.
let count = 0;
let failures = 0;

export function ok(good, name, ...more) {
  console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${name}`);
  if (!good) {
    failures++;
    more.forEach(line => console.log(`# ${typeof line === 'string' ? line : JSON.stringify(line)}`));
  }
  return good;
}

export function is(got, wanted, name) {
  return ok(got === wanted, name, `got:    ${JSON.stringify(got)}`, `wanted: ${JSON.stringify(wanted)}`);
}

export function done() {
  console.log(`1..${count}`);
  process.exitCode = failures > 0 ? 1 : 0;
}
