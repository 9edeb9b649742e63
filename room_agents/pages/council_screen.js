// The page of a council that sits in this hall, in a frame beside its meeting. It is the service's: while the service is away, or
// says nothing, the meeting has the whole screen.

const ALIVE_MS = 5000; // the page speaks each second
const AGAIN_MS = 15000; // a service that is starting anew takes less

export class Council {
  // *host* takes the frame; *onChange* is called when the page comes or goes.
  constructor(host, onChange) {
    Object.assign(this, { host, onChange, address: null, frame: null, heard: -Infinity, asked: 0, wasAlive: false });
    addEventListener("message", (event) => this.hear(event));
    setInterval(() => this.watch(), 1000);
  }

  get isAlive() {
    return this.frame !== null && performance.now() - this.heard < ALIVE_MS;
  }

  // Show the page at *address*; null: none.
  follow(address) {
    if (address === this.address) return;
    this.address = address;
    this.heard = -Infinity;
    this.load();
  }

  // What the frame is called for who does not see it.
  call(title) {
    if (this.frame && this.frame.title !== title) this.frame.title = title;
  }

  load() {
    this.frame?.remove();
    this.frame = null;
    this.asked = performance.now();
    if (!this.address) return;
    this.frame = document.createElement("iframe");
    this.frame.referrerPolicy = "no-referrer";
    this.frame.src = this.address;
    this.host.append(this.frame);
  }

  hear({ source, origin, data }) {
    if (!this.frame || source !== this.frame.contentWindow || origin !== new URL(this.address).origin) return;
    if (data?.regia !== "council" || !["ok", "sending"].includes(data.line)) return;
    this.heard = performance.now();
    this.watch();
  }

  watch() {
    if (this.address && !this.isAlive && performance.now() - Math.max(this.asked, this.heard) > AGAIN_MS) this.load();
    if (this.wasAlive === this.isAlive) return;
    this.wasAlive = this.isAlive;
    this.onChange();
  }
}
