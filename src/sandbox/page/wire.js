const API = '/sandbox/api';
const RETRY_MS = [500, 1000, 2000, 3000];

const call = async (method, path, body) => {
  const answer = await fetch(API + path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const json = await answer.json().catch(() => null);
  if (!answer.ok)
    throw Object.assign(new Error(`${method} ${path}: ${answer.status}`), { status: answer.status, json });
  return json;
};

const one = encodeURIComponent;

/** The sandbox's driver API. Each call rejects with an error whose `status` is the HTTP status, or undefined when the server was not reached. */
export const driver = {
  company: () => call('GET', '/company'),
  now: () => call('GET', '/now'),
  demo: () => call('GET', '/demo'),
  menu: () => call('GET', '/menu'),
  residents: async () => (await call('GET', '/residents')).items,
  newResident: (nickname) => call('POST', '/residents', nickname ? { nickname } : {}),
  send: (openid, payload) => call('POST', `/residents/${one(openid)}/send`, payload),
  sms: (mobile) => call('GET', mobile ? `/sms?mobile=${one(mobile)}` : '/sms'),
  advance: (advanceSeconds) => call('POST', '/clock', { advanceSeconds }),
  media: (mediaId) => `${API}/media/${one(mediaId)}`,
  threadEvents: (openid, after) => `${API}/residents/${one(openid)}/events?after=${after}`,
  smsEvents: () => `${API}/sms/events`,
};

/**
 * Keeps one stream of server-sent events open: reopens it after a loss, and lets go of it while the page is hidden, because a browser
 * allows six connections a host and several tabs may be several residents.
 * @param address gives the address to open, so that a reopened stream goes on after what was received
 * @param receive gets each event's parsed data
 * @param onState told true when the stream is open and false when it was lost
 * @param before run before each reopening; when it rejects the server is still away, when it answers false the stream ends
 */
export const keepStream = ({ address, receive, onState = () => {}, before = async () => true }) => {
  let source = null;
  let timer = 0;
  let losses = 0;
  let ended = false;
  let run = 0;

  const drop = () => {
    run += 1;
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const lost = () => {
    drop();
    losses += 1;
    onState(false);
    timer = setTimeout(open, RETRY_MS[Math.min(losses, RETRY_MS.length) - 1]);
  };
  const open = async () => {
    drop();
    if (ended || document.hidden) return;
    const mine = run;
    const again = losses === 0 || (await before().catch(() => 'away'));
    if (mine !== run || ended) return;
    if (again === 'away') return lost();
    if (again === false) return;
    source = new EventSource(address());
    source.onopen = () => {
      losses = 0;
      onState(true);
    };
    source.onmessage = (event) => receive(JSON.parse(event.data));
    source.onerror = lost;
  };
  const onVisibility = () => (document.hidden ? drop() : open());

  document.addEventListener('visibilitychange', onVisibility);
  open();
  return {
    close: () => {
      ended = true;
      document.removeEventListener('visibilitychange', onVisibility);
      drop();
    },
  };
};
