"""What the rules share: the ways between steps, the small worlds of a condition, a finding at its place."""
