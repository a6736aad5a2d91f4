"""Telling people: in the office, by mail, through webhooks. Nothing here talks to the network unless it was configured.

`router` turns events of alerts into notifications and deliveries, `deliver` makes the deliveries; both run in the keeper.
"""
