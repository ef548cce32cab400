"""The machines' door, version 1: OpenAPI 3.1, tokens bound to a unit, problem+json, idempotency keys.

One file an endpoint family; schemas are its own and are shared with no page. It holds no rule:
each address makes one call of a room below.
"""
