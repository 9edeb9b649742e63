// What Jitsi's page says to the page around it and hears from it, as messages of postis 2.2: JSON with a scope, and nothing before the
// other side has sent back the id of this one.
const READY_EVERY_MS = 50;
const MOST_TRIES = 200; // an embedding page that speaks otherwise never answers

export class Postis {
  // *onCommand* is called with the name of a command and its values.
  constructor(id, onCommand) {
    Object.assign(this, { scope: `jitsi_meet_external_api_${id}`, onCommand, waiting: [], ready: false });
    this.id = `${Date.now()}${Math.random()}`;
    window.addEventListener("message", ({ source, data }) => source === window.parent && this.hear(data));
    let tries = 0;
    this.timer = setInterval(() => (++tries > MOST_TRIES ? clearInterval(this.timer) : this.post("__ready__", this.id)), READY_EVERY_MS);
  }

  event(details) {
    const params = { type: "event", data: details };
    if (this.ready) this.post("message", params);
    else this.waiting.push(params);
  }

  hear(data) {
    const { postis, scope, method, params } = parsed(data);
    if (!postis || scope !== this.scope) return;
    if (method === "__ready__") this.shake(params);
    else if (method === "message" && params.type === "event") this.onCommand(params.data.name, params.data.data);
  }

  shake(id) {
    if (id !== this.id) return this.post("__ready__", id);
    clearInterval(this.timer);
    this.ready = true;
    for (const params of this.waiting.splice(0)) this.post("message", params);
  }

  post(method, params) {
    window.parent.postMessage(JSON.stringify({ postis: true, scope: this.scope, method, params }), "*");
  }
}

function parsed(data) {
  try {
    return JSON.parse(data) ?? {};
  } catch {
    return {};
  }
}
