"""Tests of the deployment files, as far as a machine without a container engine can."""
