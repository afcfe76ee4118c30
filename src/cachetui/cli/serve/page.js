// What a page does beside its terminal: it keeps what is shown in its address, and begins again.
"use strict";

// The program tells the page's new address, and the server why there is no session.
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(...given) {
    super(...given);
    // Not before: its terminal tells the program of the focus at once.
    this.addEventListener("open", () => document.querySelector(".xterm-helper-textarea").focus());
    this.addEventListener("message", (event) => {
      if (typeof event.data !== "string") return;
      const [kind, text] = JSON.parse(event.data);
      if (kind === "address") {
        history.replaceState(null, "", text ? "?" + text : location.pathname);
      } else if (kind === "notice") {
        document.getElementById("notice").textContent = text;
      }
    });
  }
};

document.addEventListener("DOMContentLoaded", () => {
  // Relative to the page, so that a tunnel or a proxy may lead here by another name.
  const socket = new URL("socket/" + encodeURIComponent(location.search.slice(1)), location.href);
  socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  socket.search = "";
  document.getElementById("terminal").dataset.sessionWebsocketUrl = socket.href;
  document.getElementById("again").addEventListener("click", () => location.reload());
});
