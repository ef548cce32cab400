"""The readers of the case: each takes the actor and adds the one visibility predicate."""
