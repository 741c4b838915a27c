// A process of its own with an agenda: `node ringer.js MONGODB_URI`. Says `ready`, begins when it hears anything, tells the number of each
// job that it runs, and ends in order when its parent lets go of it.
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';

const agenda = new Agenda({ backend: new MongoBackend({ address: process.argv[2] }), processEvery: 100 });
agenda.define('once', async (job) => {
  process.send({ ran: job.attrs.data.n });
});
process.once('disconnect', () => process.exit(0));
await agenda.ready;
process.on('message', async (word) => {
  if (word === 'go') await agenda.start();
  else {
    await agenda.stop();
    process.send('stopped');
  }
});
process.send('ready');
