"""HTTP: routes, request and answer models, the OpenAPI document. The rules of verification are elsewhere."""
