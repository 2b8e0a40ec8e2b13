// The schema under /docs needs no key, unlike the same one under /v1.
globalThis.SwaggerUIBundle({
  url: '/docs/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  // Asks a server on the internet otherwise.
  validatorUrl: null,
});
