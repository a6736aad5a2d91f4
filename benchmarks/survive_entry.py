"""10,000 forms while web, tally worker, PostgreSQL and Redis are killed with SIGKILL again and again.

`python -m benchmarks.survive_entry [--forms 10000]`. Every accepted form must be stored once with the receipt that the
client holds, its votes and its audit row, and the tally must agree with the forms; else it exits with 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.store_harness import private_postgres, stamp
from dashboard.services.redis import PrivateRedis
from tests.integration.entry.chaos import Outcome, survive


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--pause-s", type=float, default=5.0, help="seconds between two kills")
    arguments = parser.parse_args()
    with private_postgres() as postgres, tempfile.TemporaryDirectory(prefix="matokeo-survive-") as folder:
        outcome = survive(
            postgres,
            PrivateRedis(postgres.place),
            Path(folder),
            forms=arguments.forms,
            clients=arguments.clients,
            pause_s=arguments.pause_s,
        )
    return report(outcome, arguments.forms)


def report(outcome: Outcome, forms: int) -> int:
    """Print what came of it; return 1 when anything is lost, doubled or wrong."""
    receipts = {key: json.loads(answer)["receipt"] for key, answer in outcome.accepted.items()}
    kills = ", ".join(f"{name} {count}" for name, count in outcome.kills.items())
    print(stamp())
    print(f"  forms accepted                 {len(outcome.accepted):,} in {outcome.seconds:,.0f} s")
    print(f"  killed                         {kills}")
    print(f"  sent again after no answer     {outcome.resent:,}")
    print(f"  sent again after an answer     {outcome.doubled_answers:,}, each the same answer")
    print(f"  stored                         {len(outcome.stored):,}")
    print(f"  accepted and not stored        {len(receipts.keys() - outcome.stored.keys()):,}")
    print(f"  stored and never accepted      {len(outcome.stored.keys() - receipts.keys()):,}")
    print(f"  forms with wrong votes         {outcome.votes_wrong:,}")
    print(f"  audit rows                     {outcome.audits:,}")
    print(f"  cells where tally and forms differ  {outcome.differences}")
    right = outcome.stored == receipts and outcome.audits == forms == len(receipts)
    return 0 if right and outcome.votes_wrong == 0 and outcome.differences == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
