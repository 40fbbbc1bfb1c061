// A page that is opened from a folder may start no worker. This one takes its place there: it runs the same script in a
// hidden frame, so that search works without a server and without the network.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.appendChild(this.frame);
      const inner = this.frame.contentWindow;
      inner.document.open();
      inner.document.write(
        "<script>" +
          "postMessage = function (data) { parent.postMessage(data, '*') };" +
          "importScripts = function () {" +
          "  return Array.from(arguments).reduce(function (before, address) {" +
          "    return before.then(function () { return new Promise(function (resolve, reject) {" +
          "      var script = document.createElement('script'); script.src = address;" +
          "      script.onload = resolve; script.onerror = reject; document.body.appendChild(script) }) })" +
          "  }, Promise.resolve()) };" +
          "<\/script><body><script src='" + url + "'><\/script></body>"
      );
      inner.document.close();
      this.frame.addEventListener("load", () => {
        this.ready = true;
        this.waiting.splice(0).forEach((data) => this.postMessage(data));
      });
      window.addEventListener("message", (event) => {
        if (event.source !== inner) return;
        const told = new MessageEvent("message", { data: event.data });
        this.dispatchEvent(told);
        if (this.onmessage) this.onmessage(told);
      });
    }
    postMessage(data) {
      if (!this.ready) { this.waiting.push(data); return; }
      const inner = this.frame.contentWindow;
      inner.dispatchEvent(new inner.MessageEvent("message", { data: data }));
    }
    terminate() { this.frame.remove(); }
  };
}
