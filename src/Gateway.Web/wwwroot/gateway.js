// A wall screen must come back by itself after hours of outage: retry without end, and reload when the server no longer knows this page.
document.getElementById('components-reconnect-modal').addEventListener('components-reconnect-state-changed', event => {
  if (event.detail.state === 'rejected' || event.detail.state === 'failed') {
    location.reload();
  }
});
Blazor.start({
  circuit: {
    reconnectionOptions: {
      maxRetries: Number.MAX_SAFE_INTEGER,
      retryIntervalMilliseconds: attempt => Math.min(500 * (attempt + 1), 5000),
    },
  },
});
