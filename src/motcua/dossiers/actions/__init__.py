"""The only writers of the case: one verb, one function.

Each takes a `Request` (who, when, on which version, under which idempotency key), asks the policy,
takes one step of the life cycle and returns what it recorded; it raises a sentence otherwise.
"""
