"""Part of the managers' room: anomalies."""
