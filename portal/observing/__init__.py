"""How the site is doing, said to machines: request ids, metrics, slow queries. No personal data in any label or line."""
