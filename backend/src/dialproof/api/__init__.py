"""HTTP: routes, request and answer models, the OpenAPI document. Decides nothing about verification."""
