"""The keeper: a process of the worker that does the managers' room's standing work, each chore at its own pace.

Started by `data.publish.service` beside tally and publisher, so that neither ever waits for it.
"""
