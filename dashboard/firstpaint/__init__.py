"""The first response already holds the figures: document head, inline layout, deferred bundles, policy, caches.

Used by `dashboard.public` and `dashboard.office`; it knows nothing of elections.
"""
