"""Private PostgreSQL+PostGIS and Redis of one checkout. Called by the command line and the tests' conftest.

`private` starts and stops both; `postgres`, `redis` and `packages` know one thing each; `place` says where they
live. Nothing here touches a cluster or server of the system, or another checkout's.
"""
